/*
 * The facilitator's page on a device: what is typed is shown and written down here at once, and sent when that is
 * possible. Without these files the page does the same as a plain form. facts.js: addresses and texts from the page.
 */
const facts = JSON.parse(document.getElementById("notes-data").textContent);
const words = facts.words;
const device = { database: "forumapp-notes", kept: "sheets", key: "page", place: facts.page, durability: "relaxed" };
const $ = (id) => document.getElementById(id);

/** Put values into the {places} of a text. */
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_whole, name) => values[name] ?? "");

const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** A text as the server keeps it: a line that differs in blanks alone is not touched while somebody types in it. */
const plain = (text) => text.normalize("NFC").replace(/\uff5e/g, "\u301c").split(/\r?\n/).map((line) => line.trimEnd()).join("\n").trim();
