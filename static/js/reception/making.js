/* Making of elements: text only, never markup. */
function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

/** A button; `spoken` is what is read aloud instead of its short text. */
function button(text, className, action, spoken = "") {
  const element = make("button", className, text);
  element.type = "button";
  if (spoken) element.setAttribute("aria-label", spoken);
  element.addEventListener("click", action);
  return element;
}

const picture = (tone) => document.importNode($("icons").content.querySelector(`[data-icon=${tone}] svg`), true);
