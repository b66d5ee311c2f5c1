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
    return screen({
      title: words.title,
      html: prose(words.text, values),
      choices: [words.go_on, words.anew],
      on_finish: (data) => {
        if (data.response === 1) anew();
      },
    });
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

  // The answers stay in this browser until somebody begins anew: they can be saved again.
  function finale() {
    const words = texts.end;
    progress.state.complete = true;
    progress.save();
    const place = document.getElementById("experiment");
    const sent = filled(words.sent, { participant: progress.state.participant });
    const labels = [words.download, words.anew];
    if (post) labels.unshift(words.retry);
    const buttons = labels.map((label, number) => yellowsound.button(label, number, false));
    place.innerHTML =
      `<section class="screen">${yellowsound.heading(words.title)}` +
      `${post ? "" : prose(words.save)}<p class="told" role="status"></p>` +
      `<div class="choices">${buttons.join("")}</div></section>`;
    const told = place.querySelector(".told");
    const [retry, download, again] = post
      ? place.querySelectorAll(".choice")
      : [null, ...place.querySelectorAll(".choice")];
    const delivered = () => {
      progress.state.delivered = true;
      progress.save();
      again.disabled = false;
    };
    // A button that is only hidden is still pressed by its key.
    const offer = (may) => {
      for (const one of [retry, download]) one.hidden = one.disabled = !may;
    };
    let sending = false;
    const deliver = async () => {
      if (sending || progress.state.delivered) return;
      sending = true;
      offer(false);
      told.textContent = words.sending;
      const arrived = await send();
      sending = false;
      if (arrived) delivered();
      offer(!arrived);
      told.textContent = arrived ? sent : words.failed;
    };
    download.addEventListener("click", () => {
      told.textContent = save();
      delivered();
    });
    // Beginning anew deletes the answers: not before they are somewhere else.
    again.disabled = !progress.state.delivered;
    again.addEventListener("click", anew);
    again.classList.add("quiet");
    if (post) {
      retry.addEventListener("click", deliver);
      if (progress.state.delivered) {
        offer(false);
        told.textContent = sent;
      } else deliver();
    }
    yellowsound.ready();
  }

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
    const back = progress.state !== null;
    if (!back) progress.begin(list);
    const { done, answers } = progress.state;
    const steps = { consent, photosensitive, headphones, sound, instructions };
    const timeline = back ? [resumed()] : [];
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
