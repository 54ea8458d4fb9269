/*
 * The screen in the hall: cards that do not fit are shown page by page, slowly and by themselves until somebody stops
 * it; ← → PageUp PageDown turn, the space bar stops and goes on. A link that has ended leaves a word and nothing else.
 * Without this file the page is one long list. Fetching is the business of fragments.js.
 */
const PAUSE = 12000;
const wide = matchMedia("(width >= 48rem) and (height >= 26rem)");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const main = document.getElementById("main");
const pager = document.getElementById("pager");
const turning = document.getElementById("turning");
let pages = [], page = 0, isTurning = !still.matches, timer;

const body = () => document.getElementById("cards");
const cards = () => [...(body()?.querySelectorAll("[data-card]") ?? [])];

function show(shown) {
  for (const card of cards()) card.hidden = !shown.includes(card);
  for (const section of body().querySelectorAll("section")) section.hidden = !section.querySelector("[data-card]:not([hidden])");
}

/** Share the cards out: each page holds as many as fit, and at least one. */
function share() {
  const found = [];
  let present = [];
  for (const card of cards()) {
    show([...present, card]);
    if (present.length && body().scrollHeight > body().clientHeight + 1) {
      found.push(present);
      present = [];
    }
    present.push(card);
  }
  if (present.length) found.push(present);
  return found;
}

function layOut() {
  if (!body()) return;
  const kept = pages[page]?.[0]?.dataset.card;
  main.classList.toggle("projector--paged", wide.matches);
  pages = wide.matches ? share() : [cards()];
  page = Math.max(0, pages.findIndex((one) => one.some((card) => card.dataset.card === kept)));
  draw();
}

function draw() {
  if (pages.length) show(pages[page] ?? []);
  pager.hidden = pages.length < 2;
  document.getElementById("page-number").textContent = `${page + 1} / ${pages.length}`;
  turning.textContent = turning.dataset[isTurning ? "stop" : "go"];
}

function turn(by) {
  if (pages.length < 2) return;
  page = (page + by + pages.length) % pages.length;
  body().scrollTop = 0;
  draw();
  wind();
}

function wind() {
  clearInterval(timer);
  if (isTurning) timer = setInterval(() => turn(1), PAUSE);
}

function toggle() {
  isTurning = !isTurning;
  draw();
  wind();
}

pager.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button === turning) toggle();
  else if (button) turn(Number(button.dataset.turn));
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const by = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
  if (by && pages.length > 1) {
    event.preventDefault();
    turn(by);
  } else if (event.key === " " && event.target.localName !== "button" && pages.length > 1) {
    event.preventDefault();
    toggle();
  }
});
document.addEventListener("poll:answered", ({ detail: { status } }) => {
  const lost = document.getElementById("lost");
  if (status === 403 || status === 404 || status === 410) {
    const word = Object.assign(document.createElement("p"), { className: "projector__gone", textContent: main.dataset.gone });
    word.setAttribute("role", "alert");
    main.replaceChildren(word);
    pages = [];
    clearInterval(timer);
  } else if (lost) lost.textContent = status === 0 || status >= 500 ? main.dataset.lost : "";
});
document.addEventListener("fragment:swapped", layOut);
addEventListener("resize", layOut);
document.fonts.ready.then(layOut);
layOut();
wind();
