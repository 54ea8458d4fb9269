/* One theme at a time; without this file all stand below each other and the tabs are links to them. */
function showTheme(link_) {
  for (const one of document.querySelectorAll("#theme-tabs a")) {
    const isShown = one === link_;
    if (isShown) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
    document.querySelector(one.getAttribute("href")).hidden = !isShown;
  }
}

function startTabs() {
  const links = [...document.querySelectorAll("#theme-tabs a")];
  if (!links.length) return;
  showTheme(links.find((one) => one.getAttribute("href") === location.hash) ?? links[0]);
  $("theme-tabs").addEventListener("click", (event) => {
    const chosen = event.target.closest("a");
    if (!chosen) return;
    event.preventDefault();
    history.replaceState(null, "", chosen.getAttribute("href"));
    showTheme(chosen);
    draw();
  });
}
