/* <button data-copy="id" data-copied="words" hidden> copies the text of a field. Without this file the field is selected by hand. */
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      field.select();
      document.execCommand("copy");
    }
    globalThis.forumapp?.say(button.dataset.copied);
    button.textContent = button.dataset.copied;
  });
}
