// Two videos of one song, a plug-in of jsPsych: played in step, then the choice and how sure.
"use strict";

(() => {
  const { ParameterType } = jsPsychModule;
  const READY = 4; // HTMLMediaElement.HAVE_ENOUGH_DATA
  // A picture further off than this is set to the clock; a nearer one is led there by its pace.
  const JUMP_S = 0.3;
  // Each change of pace costs a browser some 40 ms: what is off by less than this is left alone,
  const FAR_S = 0.015;
  // and what was led goes at its own pace again from here on.
  const NEAR_S = 0.004;
  const SETTLED_S = 1;
  const narrow = matchMedia("(max-width: 47.99rem), (max-height: 26.99rem)");

  const number = (value) => Math.round(value * 1000) / 1000;

  function media(kind, attributes) {
    const made = document.createElement(kind);
    Object.assign(made, { preload: "auto", ...attributes });
    return made;
  }

  function once(target, happened, ...events) {
    if (happened()) return Promise.resolve();
    return new Promise((resolve) => {
      const check = () => {
        if (!happened()) return;
        for (const name of events) target.removeEventListener(name, check);
        resolve();
      };
      for (const name of events) target.addEventListener(name, check);
    });
  }

  yellowsound.PairTrial = class {
    static info = {
      name: "yellowsound-pair",
      version: "1.0.0",
      parameters: {
        left: { type: ParameterType.STRING },
        right: { type: ParameterType.STRING },
        sound: { type: ParameterType.STRING },
        duration: { type: ParameterType.FLOAT },
        in_turn: { type: ParameterType.BOOL },
        number: { type: ParameterType.INT },
        total: { type: ParameterType.INT },
        words: { type: ParameterType.OBJECT },
      },
      data: {
        side: { type: ParameterType.STRING },
        confidence: { type: ParameterType.INT },
        time_s: { type: ParameterType.FLOAT },
        watched_s: { type: ParameterType.FLOAT },
        drift_ms: { type: ParameterType.FLOAT },
      },
    };

    constructor(jsPsych) {
      this.jsPsych = jsPsych;
    }

    trial(display, trial) {
      Object.assign(this, { display, shown: trial, words: trial.words });
      Object.assign(this, { stage: "loading", side: null, watched: 0, offs: [], seen: false });
      this.seen_at = new Map();
      this.build();
      this.keys = (event) => this.key(event);
      this.leave = () => {
        if (document.hidden || narrow.matches) this.stop();
      };
      addEventListener("keydown", this.keys);
      document.addEventListener("visibilitychange", this.leave);
      narrow.addEventListener("change", this.leave);
      yellowsound.trial = this;
      // jsPsych takes a promise that is returned for the end of the trial.
      void this.load();
    }

    build() {
      const { shown, words } = this;
      const { escaped, filled } = yellowsound;
      const sides = shown.in_turn ? [words.first, words.second] : [words.left, words.right];
      const place = { number: shown.number, total: shown.total };
      const sure = words.confidence.map(
        (word, step) =>
          `<button type="button" class="sure" data-step="${step + 1}">` +
          `<kbd aria-hidden="true">${step + 1}</kbd> ${escaped(word)}</button>`,
      );
      const arrows = ["←", "→"];
      const choose = sides.map(
        (label, side) =>
          `<button type="button" class="side" aria-pressed="false">` +
          `<kbd aria-hidden="true">${arrows[side]}</kbd> ${escaped(label)}</button>`,
      );
      this.display.innerHTML =
        `<section class="trial${shown.in_turn ? " in-turn" : ""}">` +
        `<header><h1 tabindex="-1">${escaped(words.question)}</h1>` +
        `<p class="place"><progress max="${shown.total}" value="${shown.number - 1}"></progress>` +
        `<span>${escaped(filled(words.progress, place))}</span></p></header>` +
        `<p class="now"><button type="button" class="play" disabled></button>` +
        `<span class="told" role="status"></span></p>` +
        `<div class="films"><div class="film"></div><div class="film"></div></div>` +
        `<div class="choose">${choose.join("")}</div>` +
        `<fieldset class="how-sure" disabled><legend>${escaped(words.sure)}</legend>` +
        `<div>${sure.join("")}</div></fieldset></section>`;
      this.pictures = [shown.left, shown.right].map((src) =>
        media("video", { src, playsInline: true, disablePictureInPicture: true, tabIndex: -1 }),
      );
      this.pictures.forEach((video, side) => {
        video.setAttribute("aria-label", sides[side]);
        video.addEventListener("error", () => this.fail());
        video.addEventListener("loadedmetadata", () =>
          video.style.setProperty("--ratio", String(video.videoWidth / video.videoHeight)),
        );
        this.display.querySelectorAll(".film")[side].append(video);
      });
      // Side by side neither picture is the clock: both follow a sound of its own.
      this.sound = shown.in_turn ? null : media("audio", { src: shown.sound });
      this.sound?.addEventListener("error", () => this.fail());
      for (const video of this.pictures) video.muted = !shown.in_turn;
      this.all = this.sound ? [this.sound, ...this.pictures] : this.pictures;
      const find = (name) => [...this.display.querySelectorAll(name)];
      this.films = find(".film");
      [this.button] = find(".play");
      [this.told] = find(".told");
      [this.how_sure] = find(".how-sure");
      this.sides = find(".side");
      this.button.addEventListener("click", () => this.play());
      this.sides.forEach((button, side) =>
        button.addEventListener("click", () => this.choose(side)),
      );
      for (const button of find(".sure")) {
        button.addEventListener("click", () => this.finish(Number(button.dataset.step)));
      }
      this.show();
      yellowsound.ready();
    }

    async load() {
      const ready = (one) => () => this.stage === "failed" || one.readyState >= READY;
      const events = ["canplaythrough", "error"];
      await Promise.all(this.all.map((one) => once(one, ready(one), ...events)));
      if (this.stage === "failed") return;
      this.stage = "ready";
      this.show();
    }

    fail() {
      this.stage = "failed";
      this.show();
    }

    show(note = "") {
      const { stage, words } = this;
      const { loading, playing, choose, failed } = words;
      const notes = { loading, playing, choose, failed };
      const label = this.seen ? words.again : words.play;
      this.button.innerHTML = `${yellowsound.escaped(label)} <kbd aria-hidden="true">Space</kbd>`;
      this.button.disabled = stage !== "ready" && stage !== "choose";
      this.told.textContent = notes[stage] ?? note;
      const may = stage === "choose";
      this.sides.forEach((button, side) => {
        button.disabled = !may;
        button.setAttribute("aria-pressed", String(this.side === side));
      });
      this.how_sure.disabled = !may || this.side === null;
      this.films.forEach((film, side) => {
        film.classList.toggle("chosen", this.side === side);
        const waits = this.shown.in_turn && stage === "playing" && this.current !== side;
        film.classList.toggle("waits", waits);
      });
    }

    async play() {
      if (this.stage !== "ready" && this.stage !== "choose") return;
      if (narrow.matches || document.hidden) return;
      this.stage = "playing";
      this.side = null;
      this.began ??= performance.now();
      const parts = this.shown.in_turn
        ? this.pictures.map((video, side) => [side, video, []])
        : [[null, this.sound, this.pictures]];
      this.show();
      for (const [side, clock, followers] of parts) {
        this.current = side;
        this.show();
        await this.run(clock, followers);
        if (this.stage !== "playing") return;
      }
      this.stage = "choose";
      this.seen = true;
      this.show();
      this.sides[0].blur();
    }

    // Play what is heard to its end, and lead what is only seen.
    async run(clock, followers) {
      const all = [clock, ...followers];
      for (const one of all) {
        one.playbackRate = 1;
        if (one.currentTime > 0) one.currentTime = 0;
      }
      const at_start = (one) => () => !one.seeking && one.readyState >= 3;
      await Promise.all(all.map((one) => once(one, at_start(one), "seeked", "canplay")));
      if (this.stage !== "playing") return;
      try {
        await Promise.all(all.map((one) => one.play()));
      } catch (error) {
        // A pause came in between, or the browser wants another press of a key.
        if (error.name !== "AbortError" && error.name !== "NotAllowedError") throw error;
        this.stop();
        return;
      }
      await new Promise((resolve) => {
        const tick = () => {
          if (this.stage !== "playing") {
            resolve();
          } else if (clock.ended || clock.currentTime >= this.shown.duration) {
            this.watched += this.shown.duration;
            resolve();
          } else {
            for (const video of followers) this.lead(video, clock);
            requestAnimationFrame(tick);
          }
        };
        tick();
      });
      for (const one of all) one.pause();
    }

    lead(video, clock) {
      const late = clock.currentTime - video.currentTime;
      if (video.ended) return;
      // While a picture is being set its last frame stands still, whatever its own time says.
      const seen = (video.seeking && this.seen_at.get(video)) || video.currentTime;
      this.seen_at.set(video, seen);
      if (clock.currentTime > SETTLED_S) this.offs.push(Math.abs(clock.currentTime - seen));
      if (video.seeking) return;
      if (Math.abs(late) > JUMP_S) {
        video.currentTime = clock.currentTime;
        return;
      }
      const led = video.playbackRate !== 1;
      const near = Math.abs(late) < (led ? NEAR_S : FAR_S);
      const pace = near ? 1 : 1 + Math.max(-0.25, Math.min(0.25, 3 * late));
      if (near ? led : Math.abs(video.playbackRate - pace) > 0.02) video.playbackRate = pace;
    }

    // Who looks away, or makes the window small, has not seen it: it is played again.
    stop() {
      if (this.stage !== "playing") return;
      this.stage = "ready";
      const clock = this.sound ?? this.pictures[this.current ?? 0];
      this.watched += Math.min(clock.currentTime, this.shown.duration);
      for (const one of this.all) one.pause();
      this.show(this.words.stopped);
    }

    choose(side) {
      if (this.stage !== "choose") return;
      this.side = side;
      this.time_s = (performance.now() - this.began) / 1000;
      this.show();
    }

    key(event) {
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
      const step = Number(event.key);
      if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
        event.preventDefault();
        this.choose(event.key === "ArrowLeft" ? 0 : 1);
      } else if (event.key === " " && !event.target.matches("button")) {
        event.preventDefault();
        this.play();
      } else if (step >= 1 && step <= this.words.confidence.length) {
        this.finish(step);
      }
    }

    // The highest distance but for the worst twentieth: one hiccup is not how it was.
    drift() {
      const sorted = [...this.offs].sort((one, two) => one - two);
      return sorted.length ? number(1000 * sorted[Math.floor(0.95 * (sorted.length - 1))]) : null;
    }

    finish(confidence) {
      if (this.stage !== "choose" || this.side === null) return;
      this.stage = "over";
      removeEventListener("keydown", this.keys);
      document.removeEventListener("visibilitychange", this.leave);
      narrow.removeEventListener("change", this.leave);
      for (const one of this.all) {
        // A browser keeps decoders of videos that still have a source.
        one.removeAttribute("src");
        one.load();
      }
      this.jsPsych.finishTrial({
        side: this.side === 0 ? "left" : "right",
        confidence,
        time_s: number(this.time_s),
        watched_s: number(this.watched),
        drift_ms: this.drift(),
      });
    }
  };
})();
