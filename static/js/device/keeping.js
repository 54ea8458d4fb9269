/* The page itself for work without network: the service worker keeps it empty, and its styles and scripts; then it is said. */
async function keepPage() {
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register(globalThis.forumapp.policy.createScriptURL("/sw.js"));
  const { active } = await navigator.serviceWorker.ready;
  const assets = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")].map((one) => one.href || one.src);
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => { document.getElementById("kept").hidden = false; };
  active.postMessage({ page: facts.page, shell: facts.shell, assets }, [port2]);
}
