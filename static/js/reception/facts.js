/*
 * The reception on a device: finds people in the list that it keeps, checks them in at once, and sends that when it
 * can. Without these files the page does the same as plain forms. facts.js: addresses and texts from the page.
 */
const facts = JSON.parse(document.getElementById("reception-data").textContent);
const words = facts.words;
const device = { database: "forumapp-reception", kept: "rosters", key: "slug", place: facts.slug, durability: "strict" };
const $ = (id) => document.getElementById(id);

/** Put values into the {places} of a text. */
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_whole, name) => values[name] ?? "");

/** The clock on the wall at the forum's place. */
const clock = new Intl.DateTimeFormat("ja", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: facts.zone });
const wallTime = (moment) => clock.format(new Date(moment));
const whenAndWhere = (row) => `${wallTime(row.at)} ${row.desk}`.trim();
