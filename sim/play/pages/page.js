"use strict";
(async () => {
  const STEPS = 1000;
  const MOST_FOUND = 12;
  const AGAIN = 1500; // milliseconds until a lost program is asked again
  const byId = (id) => document.getElementById(id);
  const language = document.documentElement.lang;
  const tab = crypto.randomUUID();
  let study;
  let words = {};
  let state;
  let answer = null; // the last one
  let scales = {};
  let settled = "";

  // Making pieces of the page: text is always text.
  const make = (name, properties = {}, ...inside) => {
    const found = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key in found && key !== "list") found[key] = value;
      else found.setAttribute(key, value);
    }
    found.append(...inside.filter((each) => each !== null && each !== undefined && each !== ""));
    return found;
  };
  const draw = (name, properties = {}, ...inside) => {
    const found = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(properties)) found.setAttribute(key, value);
    found.append(...inside);
    return found;
  };
  const say = (name, values = {}) => (words[name] ?? name).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  const number = (value, decimals, signed = false) => {
    if (value === null || value === undefined) return "–";
    const form = { minimumFractionDigits: decimals, maximumFractionDigits: decimals, useGrouping: true };
    if (signed) form.signDisplay = "exceptZero";
    return new Intl.NumberFormat(language, form).format(value).replace("-", "−").replace(/^−(?=[0.,]*$)/, "");
  };
  const rounded = (value) => new Intl.NumberFormat(language, { maximumSignificantDigits: 3 }).format(value).replace("-", "−");
  // Dutch writes the sign at the number.
  const withSign = (value, decimals) => `${number(value, decimals)}${say("unit.share")}`;
  const perCent = (value, decimals = 0) => withSign(100 * value, decimals);
  const local = (name) => (words[name] === undefined ? name : words[name]);

  // The state of the page, which its address says.
  const parsed = (pairs) => {
    const found = { reference: "", design: "", contacts: null, numbers: new Map() };
    for (const [key, value] of pairs) {
      if (key === "number") {
        const at = value.lastIndexOf(":");
        found.numbers.set(value.slice(0, at), Number(value.slice(at + 1)));
      } else if (key === "contacts") {
        found.contacts = JSON.parse(value);
      } else if (key === "reference" || key === "design") {
        found[key] = value;
      }
    }
    return found;
  };
  const said = () => {
    const pairs = [["reference", state.reference], ["design", state.design]];
    if (state.contacts) pairs.push(["contacts", JSON.stringify(state.contacts)]);
    for (const [name, value] of state.numbers) pairs.push(["number", `${name}:${value}`]);
    return pairs;
  };
  const addressed = (pairs) => new URLSearchParams([...pairs, ["lang", language]]).toString();
  let noting = 0;
  const note = () => {
    clearTimeout(noting);
    noting = setTimeout(() => history.replaceState(null, "", `/?${addressed(said())}`), 200);
  };

  // Asking: while an answer is awaited only the newest wish is kept.
  let wish = null;
  let awaited = false;
  let again = false;
  let gone = false; // nothing was heard since the program was lost, which is said until something is
  const ask = () => {
    if (awaited) { again = true; return; }
    wish?.abort();
    wish = new AbortController();
    awaited = true;
    stale(true);
    listen(wish, said()).catch(() => {});
  };
  const answered = () => {
    awaited = false;
    if (again) { again = false; ask(); return false; }
    return true;
  };
  const listen = async (own, pairs) => {
    try {
      const response = await fetch(`/answers?${addressed(pairs)}&tab=${tab}`, { signal: own.signal });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      let ended = false;
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        const lines = (rest + value).split("\n");
        rest = lines.pop();
        for (const line of lines) {
          if (own.signal.aborted) return;
          const found = JSON.parse(line);
          ended = ended || ["done", "refused", "superseded"].includes(found.kind);
          heard(found);
        }
      }
      if (!ended && !own.signal.aborted) lost(own);
    } catch (error) {
      if (!own.signal.aborted) lost(own);
    }
  };
  const lost = (own) => {
    awaited = false;
    gone = true;
    stale(true);
    show(byId("status"), say("lost", { file: document.querySelector(".kind span").textContent }));
    setTimeout(() => { if (own === wish) ask(); }, AGAIN);
  };
  const heard = (found) => {
    gone = false;
    if (found.kind === "waiting") { show(byId("status"), say("compiling")); return; }
    if (found.kind === "answer") {
      const first = awaited;
      if (first) {
        byId("refusal").hidden = true;
        performance.mark("answered");
      }
      answer = found;
      if (first && !answered()) { render(); stale(true); return; }
      render();
      stale(false);
    } else if (found.kind === "refused") {
      answered();
      byId("refusal").hidden = false;
      byId("refusal").replaceChildren(say("refused", { message: found.message }), " ", make("a", { href: `/?lang=${language}` }, say("go_back")));
      show(byId("status"), "");
    } else if (found.kind === "done") {
      renderStatus(true);
    }
  };
  const stale = (is) => {
    document.querySelector("main").classList.toggle("stale", is && answer !== null);
    byId("answer").setAttribute("aria-busy", String(is));
    if (is && !gone && byId("refusal").hidden) show(byId("status"), say("calculating"));
  };
  const show = (element, text) => { if (element.textContent !== text) element.textContent = text; };

  // What is told of an answer.
  const named = (design) => {
    if (design === study.built) return say("built_title");
    const found = study.designs.find((each) => each.name === design);
    if (!found) return design;
    return language === "nl" ? found.title_nl : found.title;
  };
  const verdict = (row) => {
    const { standing, direction, because, share } = row.verdict;
    const what = say(answer.sets ? "what_fits" : "what_ranges");
    if (direction === null) return say(`verdict.open.${because || "unknown"}`);
    return say(`verdict.${standing}.${direction}`, { share: share === null ? "" : perCent(share), what });
  };
  const judged = (row) => {
    if (row.verdict.direction === null || row.verdict.direction === "same" || !row.better) return "same";
    return (row.verdict.direction === "less") === (row.better === "lower") ? "better" : "worse";
  };
  const level = (row, value) => (row.name.endsWith("_share") ? withSign(value, 1) : number(value, row.name === "fees_eur" ? 2 : 1));
  const renderStatus = (done = false) => {
    const { points } = answer;
    const parts = [say(done || answer.citizens >= answer.most ? "citizens_done" : "citizens_growing", { count: number(answer.citizens, 0) })];
    if (answer.left_out) parts.push(say("points_none", { why: answer.left_out }));
    else if (points.of && points.done < points.of) parts.push(say("points_growing", points));
    else if (!points.sought || (points.of && answer.differences[0]?.band === null)) parts.push(say("points_seeking"));
    show(byId("status"), parts.join(" "));
  };
  const render = () => {
    renderStatus();
    const [main] = answer.differences;
    const sentences = [];
    if (main && words[`claim_${main.name}_${answer.group}`]) {
      sentences.push(say(`claim_${main.name}_${answer.group}`, {
        design: named(answer.design), reference: named(answer.reference), after: level(main, main.design), before: level(main, main.reference),
      }));
      sentences.push(`${difference(main)} ${say(`unit.${main.name}`)}: ${verdict(main)}.`);
    }
    if (answer.group === "reachable") {
      sentences.push(answer.share < 1 ? say("claim_reach", { share: perCent(1 - answer.share) }) : say("claim_reach_none"));
    }
    byId("claim").replaceChildren(...sentences.map((each) => make("p", {}, each)));
    byId("differences").replaceChildren(...answer.differences.map(row));
    byId("key").hidden = false;
    speak(sentences.slice(0, 2).join(" "));
    renderCauses();
    renderEffects();
    renderLife();
    renderRests();
  };
  let speaking = 0;
  const speak = (sentence) => { // once it has been still for a while, so that a slider is not talked over
    clearTimeout(speaking);
    if (sentence === settled) return;
    speaking = setTimeout(() => { settled = sentence; show(byId("spoken"), sentence); }, 1200);
  };
  const difference = (one) => number(one.value, one.decimals, true);
  const row = (one) => {
    const ends = (low, high) => ({ low: number(low, one.decimals, true), high: number(high, one.decimals, true) });
    const interval = one.low === null ? say("interval_none") : say("interval", ends(one.low, one.high));
    const band = one.band === null ? say("band_waiting") : say("band", ends(...one.band));
    return make("div", { className: "difference" },
      make("div", {},
        make("h3", {}, say(`response.${one.name}`)),
        make("span", { className: "from" }, say("from", { before: level(one, one.reference), after: level(one, one.design) }))),
      graph(one, `${difference(one)} ${say(`unit.${one.name}`)}; ${interval}; ${band}`),
      make("span", { className: `verdict ${judged(one)}` }, verdict(one)),
      make("span", { className: "says" }, make("strong", {}, difference(one)), ` ${say(`unit.${one.name}`)} (${interval}; ${band})`));
  };
  const graph = (one, described) => {
    const ends = [one.value, one.low, one.high, ...(one.band ?? []), 1.6 * one.margin].filter((each) => each !== null).map(Math.abs);
    const wanted = 1.15 * Math.max(...ends, 1e-9);
    const kept = scales[one.name] ?? 0;
    const reach = wanted > kept || wanted < 0.35 * kept ? wanted : kept; // it stays, so that an interval is seen to shrink
    scales[one.name] = reach;
    const at = (value) => 300 + 300 * value / reach;
    const parts = [draw("rect", { class: "margin", x: at(-one.margin), width: Math.max(0, at(one.margin) - at(-one.margin)), y: 4, height: 30 })];
    if (one.band) parts.push(draw("rect", { class: "band", x: at(one.band[0]), width: Math.max(1, at(one.band[1]) - at(one.band[0])), y: 8, height: 22, rx: 3 }));
    parts.push(draw("path", { class: "zero", d: "M300 2V36" }));
    if (one.low !== null) parts.push(draw("path", { class: "interval", d: `M${at(one.low)} 19H${at(one.high)}M${at(one.low)} 12V26M${at(one.high)} 12V26` }));
    if (one.value !== null) parts.push(draw("circle", { class: "value", cx: at(one.value), cy: 19, r: 5 }));
    const marks = [-reach, 0, reach].map((each) => make("span", {}, number(each, reach < 1 ? 2 : 1, true)));
    return make("div", { className: "graph" },
      draw("svg", { viewBox: "0 0 600 38", role: "img", "aria-label": described }, ...parts),
      make("div", { className: "scale", "aria-hidden": "true" }, ...marks));
  };
  const renderCauses = () => {
    byId("losses").hidden = !answer.causes.length;
    const most = Math.max(...answer.causes.flatMap((each) => [each.reference ?? 0, each.design ?? 0]), 1e-9);
    const cell = (value, bar) => {
      const found = make("td", {}, withSign(value, 2));
      if (bar) {
        const inner = make("span");
        inner.style.width = `${100 * (value ?? 0) / most}%`;
        found.append(make("span", { className: "bar" }, inner));
      }
      return found;
    };
    const whole = (side) => answer.causes.reduce((sum, each) => sum + (each[side] ?? 0), 0);
    byId("causes").replaceChildren(make("table", { className: "causes" },
      make("thead", {}, make("tr", {}, ...[say("cause_head"), named(answer.reference), named(answer.design)].map((each) => make("th", { scope: "col" }, each)))),
      make("tbody", {},
        ...answer.causes.map((each) => make("tr", { className: `reached${Number(!each.out_of_reach)}` },
          make("th", { scope: "row" }, say(`cause.${each.cause}`)), cell(each.reference, true), cell(each.design, true))),
        make("tr", {}, make("th", { scope: "row" }, say("cause_all")), ...["reference", "design"].map((side) => cell(whole(side), false))))));
  };
  const renderEffects = () => {
    byId("winners").hidden = !answer.effects.length;
    show(byId("winners-hint"), say(`winners_${answer.group}`));
    byId("effects").replaceChildren(make("ul", { className: "effects" }, ...answer.effects.map((each) => {
      const burden = each.effect.endsWith("effort") ? "effort" : "fees";
      const range = each.low === null ? "" : say("to", { low: number(each.low, 1), high: number(each.high, 1) });
      const mean = each.mean === null ? "" : say(`mean.${burden}`, { mean: number(each.mean, burden === "fees" ? 2 : 1) });
      const good = ["less_effort", "freed", "lower_fees"].includes(each.effect);
      return make("li", {},
        make("span", { className: `big ${good ? "better" : "worse"}` }, withSign(each.value, 1)), ` ${say(`effect.${each.effect}`)}`,
        make("small", {}, [range, mean].filter(Boolean).join("; ")));
    })));
  };
  const renderLife = () => {
    const { life } = answer;
    byId("lives").hidden = life === null;
    if (life === null || byId("life").dataset.shown === JSON.stringify([life, answer.design])) return;
    byId("life").dataset.shown = JSON.stringify([life, answer.design]);
    const step = (each) => make("li", {}, make("time", { dateTime: each.at }, each.at.slice(0, 16).replace("T", " ")), each.sentence);
    const parts = [make("p", {}, life.why), make("p", {}, life.who.join(" "))];
    if (life.message === null) {
      parts.push(make("p", { lang: language }, say("life_same")));
    } else {
      parts.push(make("h3", {}, life.message.title), make("ol", {}, ...life.message.shared.map(step)));
      parts.push(make("p", { className: "parts" }, make("strong", { lang: language }, `${say("life_parts")}. `), life.message.parts));
      parts.push(make("div", { className: "ways" }, ...life.message.apart.map((entries, side) => make("section", {},
        make("h3", { lang: language }, say("life_under", { design: named(side ? answer.design : answer.reference) })),
        make("ol", {}, ...entries.map(step))))));
    }
    parts.push(make("p", {}, life.outcome), make("p", { className: "hint", lang: language }, say("life_command", { command: life.command })));
    byId("life").replaceChildren(...parts);
  };

  // Numbers that can be moved.
  const place = (one, value) => (one.scale === "logarithmic" ? Math.log(value / one.low) / Math.log(one.high / one.low) : (value - one.low) / (one.high - one.low));
  const valueAt = (one, where) => {
    const raw = one.scale === "logarithmic" ? one.low * (one.high / one.low) ** where : one.low + where * (one.high - one.low);
    const shown = Number((raw / one.size).toPrecision(3)) * one.size;
    const base = one.whole ? Math.round(shown) : Number(shown.toPrecision(12));
    return Math.min(Math.max(base, one.low), one.high);
  };
  const inWords = (one, value) => {
    const text = rounded(value / one.size);
    return one.unit ? `${text}\u00a0${say(`unit.${one.unit}`)}` : text;
  };
  const unlocked = new Set();
  let controls = 0;
  const control = (one, why = "") => {
    controls += 1;
    const id = `number-${controls}`;
    const value = state.numbers.get(one.name) ?? one.value;
    const is = state.numbers.has(one.name);
    const locked = one.grade === "measured" && !is && !unlocked.has(one.name);
    const output = make("output", { htmlFor: id }, inWords(one, value));
    const slider = make("input", {
      type: "range", id, min: 0, max: STEPS, step: 1, disabled: locked, "aria-describedby": `${id}-note`, "data-name": one.name,
      "aria-valuetext": inWords(one, value),
    });
    slider.value = Math.round(STEPS * place(one, value));
    slider.addEventListener("input", () => {
      const moved = valueAt(one, Number(slider.value) / STEPS);
      state.numbers.set(one.name, moved);
      output.textContent = inWords(one, moved);
      slider.setAttribute("aria-valuetext", inWords(one, moved));
      changed();
    });
    slider.addEventListener("change", () => renderNumbers(one.name));
    const buttons = [];
    if (locked) {
      const unlock = make("button", { type: "button" }, say("unlock"));
      unlock.addEventListener("click", () => { unlocked.add(one.name); renderNumbers(one.name, true); });
      buttons.push(unlock);
    }
    if (is) {
      const reset = make("button", { type: "button" }, say("reset", { value: inWords(one, one.value) }));
      reset.addEventListener("click", () => { state.numbers.delete(one.name); renderNumbers(one.name); changed(); });
      buttons.push(reset);
    }
    return make("div", { className: `number ${one.grade}` },
      make("div", { className: "head" }, make("label", { htmlFor: id, lang: "en", title: one.name }, one.label), output),
      slider,
      make("div", { className: "ends" }, make("span", {}, inWords(one, one.low)), make("span", { className: "grade" }, say(`grade.${one.grade}`)), make("span", {}, inWords(one, one.high))),
      make("small", {}, one.part),
      make("small", { id: `${id}-note` }, locked ? `${say("locked")} ` : "", why, make("span", { lang: "en" }, one.note)),
      ...buttons);
  };
  let restsShown = "";
  const renderRests = () => {
    const known = answer.points.of > 0 && answer.points.done === answer.points.of && answer.differences[0]?.band;
    if (!known) return; // those named last stay until others are known
    const shown = answer.rests.map((each) => each.name);
    show(byId("rests-hint"), say(answer.rests.some((each) => each.clear) ? "rests_known" : "rests_none"));
    if (JSON.stringify(shown) === restsShown) return;
    restsShown = JSON.stringify(shown);
    renderNumbers();
  };
  const renderNumbers = (focused = "", inside = false) => {
    const active = document.activeElement?.dataset?.name ?? "";
    const find = (name) => study.numbers.find((each) => each.name === name);
    const moved = [...state.numbers.keys()].map(find).filter(Boolean);
    const rests = (restsShown ? JSON.parse(restsShown) : []).map(find).filter((each) => each && !state.numbers.has(each.name));
    byId("moved-none").hidden = moved.length > 0;
    byId("moved").replaceChildren(...moved.map((each) => control(each)));
    const unclear = new Set((answer?.rests ?? []).filter((each) => !each.clear).map((each) => each.name));
    byId("rests").replaceChildren(...rests.map((each) => control(each, unclear.has(each.name) ? `${say("perhaps")} ` : "")));
    renderFound();
    const again = focused || active;
    if (again && (focused || active)) document.querySelector(`input[type=range][data-name="${CSS.escape(again)}"]`)?.focus({ preventScroll: !inside });
  };
  const renderFound = () => {
    const text = byId("search").value.trim().toLowerCase();
    const above = new Set([...state.numbers.keys(), ...(restsShown ? JSON.parse(restsShown) : [])]);
    const found = text ? study.numbers.filter((each) => !above.has(each.name) && `${each.name} ${each.label} ${each.part} ${each.note}`.toLowerCase().includes(text)) : [];
    show(byId("found-count"), text ? say("found_count", { count: number(found.length, 0) }) : say("found_hint", { count: number(study.numbers.length, 0) }));
    byId("found").replaceChildren(...found.slice(0, MOST_FOUND).map((each) => control(each)));
  };

  // Designs, and contacts of one's own.
  const choice = (key, value, changedTo, names = study.choices[key]) => {
    const found = make("select", {}, ...names.map((each) => make("option", { value: each, selected: each === value }, say(`${key}.${each}`))));
    found.addEventListener("change", () => changedTo(found.value));
    return found;
  };
  const planned = (plan) => {
    if (typeof plan.when === "string") return { kind: plan.when, days: 7 };
    const [kind] = Object.keys(plan.when);
    const known = study.designs.flatMap((each) => each.contacts).find((each) => JSON.stringify(each.plan.when) === JSON.stringify(plan.when));
    return { kind, days: known ? known.days : Number.parseFloat(plan.when[kind]) };
  };
  const contacts = () => state.contacts ?? structuredClone(study.designs.find((each) => each.name === state.design).contacts.map((each) => each.plan));
  const rebuilt = (plans, focus) => {
    state.contacts = plans;
    renderDesigns();
    if (focus) byId("contacts").querySelectorAll("li")[focus.place]?.querySelector(focus.what)?.focus();
    changed();
  };
  const labelled = (key, inside) => make("label", {}, say(key), inside);
  const editor = (plan, at) => {
    const put = (values, what) => {
      const plans = contacts();
      plans[at] = { ...plans[at], ...values };
      rebuilt(plans, { place: at, what });
    };
    const { kind, days } = planned(plan);
    const moment = (to, number) => (to === "delivery" ? "delivery" : { [to]: `${number} days` });
    const amount = make("input", { type: "number", min: 0.5, max: 365, step: 0.5, value: days, "aria-label": say("field.days"), className: "days" });
    amount.addEventListener("change", () => { if (amount.validity.valid && amount.value) put({ when: moment(kind, Number(amount.value)) }, ".days"); });
    const tells = study.choices.discloses.map((each) => {
      const box = make("input", { type: "checkbox", checked: plan.discloses.includes(each), "data-tells": each });
      box.addEventListener("change", () => {
        const discloses = study.choices.discloses.filter((one) => (one === each ? box.checked : plan.discloses.includes(one)));
        const access = discloses.includes("content") ? "none" : plan.access === "none" ? "digid" : plan.access;
        put({ discloses, access }, `[data-tells=${each}]`);
      });
      return make("label", {}, box, say(`discloses.${each}`));
    });
    const remove = make("button", { type: "button" }, say("remove", { place: at + 1 }));
    remove.addEventListener("click", () => rebuilt(contacts().filter((_, place) => place !== at), { place: Math.max(0, at - 1), what: "select" }));
    const named = (key, inside, what) => { inside.classList.add(what); return labelled(key, inside); };
    return make("li", { "aria-label": say("contact", { place: at + 1 }) },
      make("div", { className: "fields" },
        named("field.channel", choice("channel", plan.channel, (to) => put({ channel: to }, ".channel")), "channel"),
        named("field.for", choice("for", plan.for, (to) => put({ for: to }, ".whom")), "whom"),
        named("field.kind", choice("kind", kind, (to) => put({ when: moment(to, days || 7) }, ".moment")), "moment"),
        kind === "delivery" ? null : make("label", {}, say("field.days"), amount),
        make("fieldset", {}, make("legend", {}, say("field.discloses")), ...tells)),
      contacts().length > 1 ? remove : null);
  };
  const renderDesigns = () => {
    const options = (selected) => study.designs.map((each) => make("option", { value: each.name, selected: each.name === selected }, named(each.name)));
    byId("reference").replaceChildren(...options(state.reference));
    const designs = options(state.design);
    if (state.contacts) designs.unshift(make("option", { value: "", selected: true }, say("built_option", { design: named(state.design) })));
    byId("design").replaceChildren(...designs);
    if (state.contacts) byId("design").value = "";
    show(byId("meaning"), state.contacts ? "" : study.designs.find((each) => each.name === state.design)?.description ?? "");
    byId("contacts").replaceChildren(...contacts().map(editor));
    byId("undo").hidden = !state.contacts;
  };
  const changed = () => { note(); ask(); };

  // Taking it elsewhere.
  const copied = async (text) => {
    byId("text").textContent = text;
    byId("text").hidden = false;
    try {
      await navigator.clipboard.writeText(text);
      show(byId("copied"), say("copied"));
    } catch (error) {
      show(byId("copied"), say("not_copied"));
    }
  };
  const copy = async (what) => {
    if (answer === null) return;
    const size = answer.citizens;
    const response = await fetch(`/copy?${addressed(said())}&size=${size}`);
    const found = await response.json();
    await copied(found[what] ?? found.message);
  };

  // Beginning.
  const opened = await fetch(`/study?lang=${language}`);
  study = await opened.json();
  words = study.words;
  byId("languages").replaceChildren(...study.languages.filter((each) => each !== language).map((each) => {
    const link = make("a", { href: "/", lang: each, hreflang: each }, local(`language.${each}`));
    link.addEventListener("click", (event) => {
      event.preventDefault();
      window.location.search = new URLSearchParams([...said(), ["lang", each]]).toString();
    });
    return link;
  }));
  const given = [...new URLSearchParams(window.location.search)].filter(([key]) => key !== "lang");
  try {
    state = parsed(given);
  } catch (error) {
    state = parsed([]);
  }
  const first = parsed(study.first);
  const asked = given; // told to the server as it stands, which says what is wrong with it
  const isKnown = (name) => study.designs.some((each) => each.name === name);
  const wrong = given.some(([key, value]) => (key === "design" || key === "reference") && !isKnown(value));
  state.reference = isKnown(state.reference) ? state.reference : first.reference;
  state.design = isKnown(state.design) ? state.design : first.design;
  for (const name of [...state.numbers.keys()]) if (!study.numbers.some((each) => each.name === name)) state.numbers.delete(name);
  if (!Array.isArray(state.contacts) || !state.contacts.every((each) => each && Array.isArray(each.discloses) && each.when)) state.contacts = null;
  renderDesigns();
  renderNumbers();
  byId("builder").open = state.contacts !== null;
  byId("reference").addEventListener("change", (event) => { state.reference = event.target.value; changed(); });
  byId("design").addEventListener("change", (event) => {
    if (event.target.value) { state.design = event.target.value; state.contacts = null; renderDesigns(); changed(); }
  });
  byId("add").addEventListener("click", () => {
    const plans = contacts();
    const names = new Set(plans.map((each) => each.name));
    let place = plans.length + 1;
    while (names.has(`contact-${place}`)) place += 1;
    const added = { name: `contact-${place}`, when: { unread_for: "7 days" }, channel: "email", discloses: ["sender"], link: "none", access: "digid", send: "working_days", for: "all" };
    rebuilt([...plans, added], { place: plans.length, what: "select" });
  });
  byId("undo").addEventListener("click", () => { state.contacts = null; renderDesigns(); byId("add").focus(); changed(); });
  byId("search").addEventListener("input", renderFound);
  byId("copy-file").addEventListener("click", () => copy("file"));
  byId("copy-command").addEventListener("click", () => copy("command"));
  byId("copy-address").addEventListener("click", () => copied(`${window.location.origin}/?${addressed(said())}`));
  awaited = true;
  wish = new AbortController();
  listen(wish, asked.length ? asked : said()).catch(() => {});
})();
