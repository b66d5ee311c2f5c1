// The session: screening, trials, questions, and what becomes of the answers.
"use strict";

(() => {
  const { experiment, texts, post } = yellowsound;
  const { prose, screen, filled, escaped } = yellowsound;
  const progress = new yellowsound.Progress(experiment);
  // Its own preloading, which a page from disk may not use, is not used.
  const jsPsych = initJsPsych({ display_element: "experiment", override_safe_mode: true });
  yellowsound.progress = progress;

  function tell(title, text, values) {
    const html = `${yellowsound.heading(title)}${prose(text, values)}`;
    document.getElementById("experiment").innerHTML = `<section class="screen">${html}</section>`;
    yellowsound.ready();
  }

  // Another tab goes on with it: this one shows nothing more, hears no key and says so.
  function stop() {
    yellowsound.trial?.stop();
    // What would be shown next is shown in the old element.
    const place = document.getElementById("experiment");
    place.replaceWith(place.cloneNode(false));
    addEventListener("keydown", (event) => event.stopImmediatePropagation(), true);
    tell(texts.title, texts.resume.elsewhere);
  }
  progress.on_lost = stop;

  // Which list the address asks for; null where it asks for none.
  function asked() {
    const list = new URLSearchParams(location.search).get("list");
    if (list === null) return null;
    const number = Number(list);
    const known = /^\d+$/.test(list) && number < experiment.lists.length;
    return known ? number : undefined;
  }

  // The list of the address, or the next: two who share a machine do not see the same.
  function anew() {
    const last = progress.state.list;
    const wanted = asked();
    const next = (last + 1) % experiment.lists.length;
    const list = wanted === null || wanted === last ? next : wanted;
    progress.clear();
    location.search = `?list=${list}`;
  }

  function consent() {
    const { consent: words } = texts;
    const forgets = progress.keeps ? "" : `<p><strong>${escaped(texts.resume.forgets)}</strong></p>`;
    const trials = experiment.lists[progress.state.list].length;
    const values = { minutes: experiment.minutes, trials };
    return screen({
      title: words.title,
      html: prose(words.text, values) + forgets,
      choices: [words.agree, words.decline],
      on_finish: (data) => {
        if (data.response === 0) progress.finish("consent", { consent: true });
        else leave(words.title, words.declined);
      },
    });
  }

  // Who does not take part leaves nothing behind.
  let left = null;
  function leave(title, text) {
    progress.clear();
    left = [title, text];
    jsPsych.abortExperiment();
  }

  function photosensitive() {
    const { photosensitive: words } = texts;
    return screen({
      title: words.title,
      html: `${prose(words.text)}<p class="ask">${escaped(words.ask)}</p>`,
      choices: [words.no, words.yes],
      on_finish: (data) => {
        if (data.response === 0) progress.finish("photosensitive", { photosensitive: false });
        else leave(words.title, words.excluded);
      },
    });
  }

  function headphones() {
    const kinds = ["headphones", "earphones", "loudspeakers"];
    return screen({
      title: texts.sound.title,
      html: `<p class="ask">${escaped(texts.sound.listen)}</p>`,
      choices: kinds.map((kind) => texts.sound[kind]),
      on_finish: (data) => progress.finish("headphones", { headphones: kinds[data.response] }),
    });
  }

  function sound() {
    return {
      type: yellowsound.SoundCheck,
      words: texts.sound,
      on_finish: (data) => progress.finish("sound", { volume: data.volume }),
    };
  }

  function instructions() {
    const { instructions: words } = texts;
    const [first, ...rest] = words.text.trim().split(/\n\s*\n/);
    const trials = experiment.lists[progress.state.list].length;
    const text = [first, words[experiment.layout], ...rest].join("\n\n");
    return screen({
      title: words.title,
      html: prose(text, { trials, minutes: experiment.minutes }),
      choices: [words.start],
      on_finish: () => progress.finish("instructions"),
    });
  }

  function pair(shown, position, all) {
    const trial = experiment.trials[shown.trial];
    const other = shown.left === "a" ? "b" : "a";
    return {
      type: yellowsound.PairTrial,
      left: trial[shown.left],
      right: trial[other],
      sound: trial.a,
      duration: trial.duration_s,
      in_turn: experiment.layout === "in-turn",
      number: position + 1,
      total: all.length,
      words: texts.trial,
      on_finish: ({ side, confidence, time_s, watched_s, drift_ms }) => {
        const chosen = side === "left" ? shown.left : other;
        const answer = { trial: shown.trial, position, left: shown.left };
        progress.answer({ ...answer, chosen, confidence, time_s, watched_s }, drift_ms);
      },
    };
  }

  function questions() {
    return yellowsound.questions(texts, (data) => {
      progress.state.questions = data.response;
      progress.finish("questions");
    });
  }

  function resumed() {
    const { resume: words } = texts;
    const { answers, list } = progress.state;
    const values = { number: answers.length, total: experiment.lists[list].length };
    let sure = answers.length === 0;
    const back = screen({
      title: words.title,
      html: prose(words.text, values),
      choices: [words.go_on, words.anew],
      on_finish: (data) => {
        if (data.response === 0) sure = true;
        else if (sure) anew();
      },
    });
    const ask = screen({
      title: words.anew,
      html: prose(words.deletes, values),
      choices: [words.go_on, words.delete],
      on_finish: (data) => {
        if (data.response === 1) anew();
      },
    });
    return [back, { timeline: [ask], conditional_function: () => !sure }];
  }

  function save() {
    const response = progress.response();
    const file = `${experiment.run}-${response.participant}.json`;
    const text = JSON.stringify(response, null, 2);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${text}\n`], { type: "application/json" }));
    link.download = file;
    link.click();
    return filled(texts.end.saved, { file });
  }

  async function send() {
    const body = JSON.stringify(progress.response());
    const headers = { "Content-Type": "application/json" };
    try {
      const answer = await fetch(post, { method: "POST", headers, body, credentials: "omit" });
      return answer.ok;
    } catch {
      return false;
    }
  }

  // Saved answers can be saved again until the page is closed; then they are nowhere else.
  function finale() {
    const words = texts.end;
    const { participant } = progress.state;
    progress.state.complete = true;
    progress.save();
    const place = document.getElementById("experiment");
    const sent = filled(words.sent, { participant });
    const labels = [words.download, words.anew];
    if (post) labels.unshift(words.retry);
    const buttons = labels.map((label, number) => yellowsound.button(label, number, false));
    const asks = !post && !progress.state.delivered;
    place.innerHTML =
      `<section class="screen">${yellowsound.heading(words.title)}` +
      `${asks ? prose(words.save) : ""}<p class="told" role="status"></p>` +
      `<div class="choices">${buttons.join("")}</div></section>`;
    const told = place.querySelector(".told");
    const [again, download, retry] = [...place.querySelectorAll(".choice")].reverse();
    const delivered = () => {
      progress.deliver(participant);
      again.disabled = false;
    };
    // A button that is only hidden is still pressed by its key.
    const offer = (may, ...buttons) => {
      for (const one of buttons) if (one) one.hidden = one.disabled = !may;
    };
    const sending = (now) => {
      if (!progress.state) return;
      progress.state.sending = now;
      progress.save();
    };
    const deliver = async () => {
      if (progress.state.delivered) return;
      offer(false, retry, download);
      told.textContent = words.sending;
      sending(true);
      const arrived = await send();
      if (arrived) delivered();
      else sending(false);
      offer(!arrived, retry, download);
      told.textContent = arrived ? sent : words.failed;
    };
    download.addEventListener("click", () => {
      told.textContent = save();
      delivered();
      offer(false, retry);
    });
    // Beginning anew deletes the answers: not before they are somewhere else.
    again.disabled = !progress.state.delivered;
    again.addEventListener("click", anew);
    again.classList.add("quiet");
    retry?.addEventListener("click", deliver);
    if (progress.state.delivered) {
      offer(false, retry, download);
      told.textContent = post ? sent : words.gone;
    } else if (post && progress.state.sending) {
      // A reload, or another tab, came while they were under way: they may have arrived.
      told.textContent = words.failed;
    } else if (post) deliver();
    yellowsound.ready();
  }
  progress.on_delivered = finale;

  async function run() {
    const list = asked();
    if (list === undefined) {
      const values = {
        list: new URLSearchParams(location.search).get("list"),
        last: experiment.lists.length - 1,
      };
      tell(texts.title, texts.resume.unknown_list, values);
      return;
    }
    if (progress.state?.complete) {
      finale();
      return;
    }
    // Who has not consented yet has begun nothing: the address may name another list.
    const back = Boolean(progress.state?.done.length);
    if (!back) progress.begin(list);
    const { done, answers } = progress.state;
    const steps = { consent, photosensitive, headphones, sound, instructions };
    const timeline = back ? resumed() : [];
    for (const [name, step] of Object.entries(steps)) {
      if (!done.includes(name)) timeline.push(step());
    }
    const trials = experiment.lists[progress.state.list].map(pair);
    timeline.push(...trials.slice(answers.length));
    if (texts.questions.length && !done.includes("questions")) timeline.push(questions());
    await jsPsych.run(timeline);
    if (left) tell(...left);
    else finale();
  }

  run();
})();
