"use strict";
/*
 * The explorer of the report: filters the quotes that stand in the page as data. Nothing is fetched, and every word of the
 * data is put in as text. The first half are plain functions, which tests call; the second half is the page.
 */

/**
 * @typedef {{id: string, name: string, above: Set<string>}} Code  `above`: the code itself and all above it
 * @typedef {{code: string, polarity: string, byPerson: boolean, score: number|null}} Coding
 * @typedef {{title: string, place: string, area: string, question: string, file: string, sha256: string, note: string}} Source
 * @typedef {{source: Source, id: string, text: string, where: string, anchor: string, codings: Coding[], folded?: string}} Quote
 * @typedef {{codes: Map<string, Code>, quotes: Quote[]}} Evidence
 * @typedef {{words: string, theme: string, place: string, area: string, polarity: string, question: string}} Filter
 */

/** The name of the explorer's place in an address: "#explore?theme=trust". */
const PLACE = "explore";
/** @type {(keyof Filter)[]} */
const KEYS = ["words", "theme", "polarity", "place", "area", "question"];
/** Polarities that count when one is asked for: a mixed passage says both. */
const SAYS = new Map([["barrier", ["barrier", "mixed"]], ["enabler", ["enabler", "mixed"]], ["mixed", ["mixed"]], ["none", ["none"]]]);
const ON_A_PAGE = 20;

/** The data of the page as objects that refer to each other. @returns {Evidence} */
function readEvidence(held) {
  const parents = new Map(held.codes.map(([id, , parent]) => [id, parent]));
  const codes = new Map(held.codes.map(([id, name]) => {
    const above = new Set();
    for (let at = id; at && !above.has(at); at = parents.get(at)) above.add(at);
    return [id, { id, name, above }];
  }));
  const sources = held.sources.map(([title, place, area, question, file, sha256, note]) => (
    { title, place, area, question, file, sha256, note }));
  const quotes = held.passages.map(([source, id, text, where, anchor, codings]) => ({
    source: sources[source], id, text, where, anchor,
    codings: codings.map(([code, polarity, byPerson, score]) => ({ code, polarity, byPerson, score })),
  }));
  return { codes, quotes };
}

/** Words without the difference of capital letters and accents. @param {string} text */
function fold(text) {
  let plain = text.toLowerCase();
  // Few texts have letters beyond these, and to look is much quicker than to take apart.
  if (/[^\x00-\x7f\u2010-\u203a]/.test(plain)) plain = plain.normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  if (/[‘’]/.test(plain)) plain = plain.replace(/[‘’]/g, "'");
  return /\s\s|[\t\n]/.test(plain) ? plain.replace(/\s+/g, " ") : plain;
}

/** Fold the quotes while the reader looks around, a few at a time, so that the first search need not. @param {Quote[]} quotes */
function prepare(quotes, from = 0) {
  const until = from + 500;
  for (const quote of quotes.slice(from, until)) quote.folded ??= fold(quote.text);
  if (until < quotes.length) setTimeout(prepare, 0, quotes, until);
}

/** What is searched for: words, and phrases in quotation marks, each of which must stand in a quote. @param {string} words */
function wanted(words) {
  return [...fold(words).matchAll(/["“”]([^"“”]+)["“”]?|([^\s"“”]+)/g)].map((found) => (found[1] ?? found[2]).trim()).filter(Boolean);
}

/** Whether one coding is of the theme or code asked for, and says what is asked. */
function fits(coding, filter, codes) {
  return (!filter.theme || codes.get(coding.code)?.above.has(filter.theme))
    && (!filter.polarity || SAYS.get(filter.polarity)?.includes(coding.polarity));
}

/**
 * The quotes that fit a filter, in the order of the data. Theme and polarity must fit one and the same coding.
 * @param {Evidence} evidence @param {Filter} filter @returns {Quote[]}
 */
function filtered(evidence, filter) {
  const words = wanted(filter.words);
  return evidence.quotes.filter((quote) => (
    (!filter.place || quote.source.place === filter.place)
    && (!filter.area || quote.source.area === filter.area)
    && (!filter.question || quote.source.question === filter.question)
    && ((!filter.theme && !filter.polarity) || quote.codings.some((coding) => fits(coding, filter, evidence.codes)))
    && words.every((word) => (quote.folded ??= fold(quote.text)).includes(word))
  ));
}

/** The filter that an address names; null if it names none. @param {string} fragment @returns {Filter|null} */
function readFragment(fragment) {
  const [place, ...rest] = fragment.replace(/^#/, "").split("?");
  if (place !== PLACE) return null;
  const given = new URLSearchParams(rest.join("?"));
  return /** @type {Filter} */ (Object.fromEntries(KEYS.map((key) => [key, (given.get(key) ?? "").slice(0, 200)])));
}

/** The address of a filter. @param {Filter} filter */
function toFragment(filter) {
  const given = String(new URLSearchParams(KEYS.filter((key) => filter[key]).map((key) => [key, filter[key]])));
  return `#${PLACE}${given && `?${given}`}`;
}

/** How many quotes were found, in a sentence. @param {Quote[]} found @param {number} all */
function told(found, all) {
  if (!found.length) return "No quote fits. Take away a filter, or search for fewer words.";
  const cases = new Set(found.filter((quote) => !quote.source.question).map((quote) => quote.source)).size;
  const number = (n) => n.toLocaleString("en-GB");
  const from = cases ? `, from ${number(cases)} ${cases === 1 ? "case study" : "case studies"}` : "";
  return `${number(found.length)} of ${number(all)} quotes${from}.`;
}

/** Who decided on a coding, and how surely. @param {Coding} coding */
function sureness(coding) {
  if (coding.byPerson) return "decided by a person";
  return coding.score === null ? "found by a machine, not read by a person" : `found by a machine, score ${coding.score.toFixed(2)} of 1`;
}

/** What a passage says of a code. */
const SAID = { barrier: "a barrier", enabler: "an enabler", mixed: "a barrier and an enabler", none: "" };

/* The page. */

/** An element with its words as text, and what stands in it. */
function make(name, text = "", ...inside) {
  const element = document.createElement(name);
  element.append(...(text ? [text] : []), ...inside);
  return element;
}

/** One quote as an item of the list. @param {Quote} quote @param {Evidence} evidence */
function shown(quote, evidence) {
  const { title, place, area, question, file, sha256, note } = quote.source;
  const from = question ? [`Answer to “${question}”`, title] : [...new Set([title, place])];
  const where = make("p", `— ${[...from, quote.where].filter(Boolean).join(", ")}`);
  where.className = "from";
  const codes = make("ul", "", ...quote.codings.map((coding) => {
    const said = [SAID[coding.polarity], sureness(coding)].filter(Boolean).join("; ");
    return make("li", "", make("strong", evidence.codes.get(coding.code)?.name ?? coding.code), `: ${said}`);
  }));
  codes.className = "codes";
  const facts = [["Reference", `[${quote.id}]`], ["Policy area", area], ["File", file], ["SHA-256 of the file", sha256]];
  const list = make("dl", "", ...facts.filter(([, fact]) => fact).map(([label, fact]) => make("div", "", make("dt", label), make("dd", fact))));
  const details = make("details", "", make("summary", `Where it stands: ${quote.id}`), list);
  const item = make("li", "", make("blockquote", `“${quote.text}”`), where, codes, details);
  if (note) {
    const words = make("p", note);
    words.className = "note";
    where.after(words);
  }
  if (quote.anchor) {
    const link = make("a", "See the words in their document");
    link.href = `#${quote.anchor}`;
    list.after(link);
  }
  return item;
}

/** Bring the explorer of the page to life. */
function start() {
  const part = (name) => document.getElementById(`explorer-${name}`);
  const evidence = readEvidence(JSON.parse(part("data").textContent));
  const controls = new Map(KEYS.map((key) => [key, part(key)]).filter(([, control]) => control));
  /** @type {Quote[]} */
  let found = [];
  let page = 0;

  const asked = () => /** @type {Filter} */ (Object.fromEntries(KEYS.map((key) => [key, controls.get(key)?.value ?? ""])));
  const pages = () => Math.max(1, Math.ceil(found.length / ON_A_PAGE));

  /** Show one page of what was found. */
  function turn(to) {
    page = Math.min(Math.max(to, 0), pages() - 1);
    const first = page * ON_A_PAGE;
    part("list").replaceChildren(...found.slice(first, first + ON_A_PAGE).map((quote) => shown(quote, evidence)));
    part("list").start = first + 1;
    part("pages").hidden = pages() === 1;
    part("page").textContent = `Page ${page + 1} of ${pages()}`;
    // Not "disabled", which would take the focus away from whoever has just pressed the button.
    part("back").setAttribute("aria-disabled", String(page === 0));
    part("next").setAttribute("aria-disabled", String(page === pages() - 1));
  }

  /** Filter as the controls say; `missed` are values of a link that this report does not hold. */
  function refresh(missed = []) {
    const filter = asked();
    found = filtered(evidence, filter);
    const unknown = missed.map((value) => `The link asks for “${value}”, which this report does not hold. `).join("");
    part("count").textContent = unknown + told(found, evidence.quotes.length);
    part("link").href = toFragment(filter);
    turn(0);
  }

  /** Set the controls to a filter; returns the values that they do not offer. */
  function set(filter) {
    return [...controls].filter(([key, control]) => {
      control.value = filter[key];
      if (control.value === filter[key]) return false;
      control.value = "";
      return true;
    }).map(([key]) => filter[key]);
  }

  /** Follow an address that names the explorer. */
  function follow() {
    const filter = readFragment(location.hash);
    if (!filter) return;
    refresh(set(filter));
    part("heading").scrollIntoView();
    part("heading").focus({ preventScroll: true });
  }

  function changed() {
    refresh();
    history.replaceState(null, "", toFragment(asked()));
  }

  function clear() {
    set(/** @type {Filter} */ (Object.fromEntries(KEYS.map((key) => [key, ""]))));
    changed();
  }

  /** Turn a page and go to its first quote, so that a reader need not walk back. */
  function go(to) {
    if (to < 0 || to >= pages()) return;
    turn(to);
    part("results").scrollIntoView();
    part("results").focus({ preventScroll: true });
  }

  for (const control of controls.values()) control.addEventListener("input", changed);
  part("words").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !event.target.value) return;
    event.preventDefault();
    event.target.value = "";
    changed();
  });
  part("clear").addEventListener("click", clear);
  part("back").addEventListener("click", () => go(page - 1));
  part("next").addEventListener("click", () => go(page + 1));
  addEventListener("hashchange", follow);

  part("without").hidden = true;
  part("with").hidden = false;
  refresh();
  follow();
  setTimeout(prepare, 0, evidence.quotes);
}

if (typeof document === "undefined") {
  module.exports = { readEvidence, fold, wanted, filtered, readFragment, toFragment, told, sureness };
} else {
  start();
}
