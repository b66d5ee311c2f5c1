// The player of a take: its videos side by side, one clock, one sound, above the timeline.
"use strict";

window.yellowsound = window.yellowsound || {};

(() => {
  // A follower further off than this is set to the clock; a nearer one is led there by its pace.
  const JUMP_S = 0.3;
  const READY = 3; // HTMLMediaElement.HAVE_FUTURE_DATA
  const LEGEND =
    "Ticks: beats, strong ones long. Flux: mean change of a pixel between frames, 0 to 255 " +
    "units of CIELAB; circles: visual onsets, triangles: events that AVS counts. " +
    "Dashed uprights: sections. Select a place to go there.";
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== null && value !== undefined) made.setAttribute(key, value);
    }
    made.append(...children);
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

  const seconds = (time) => time.toFixed(1);

  yellowsound.Player = class {
    constructor(take, root) {
      this.take = take;
      this.root = root;
      this.time = 0;
      this.playing = false;
      this.closed = false;
      this.seeking = null;
      this.build();
      this.sound(0);
      this.show();
    }

    build() {
      const { take } = this;
      this.videos = take.tracks.map((track) =>
        element("video", {
          src: track.source,
          preload: "auto",
          playsinline: "",
          disablepictureinpicture: "",
          tabindex: "-1",
          "aria-label": `Video of ${take.name}, ${track.schedule}`,
        }),
      );
      this.sounds = take.tracks.map((track, number) => {
        const radio = element("input", { type: "radio", name: "sound", value: number });
        // A video that cannot be played is taken out: numbers change.
        radio.addEventListener("change", () => this.sound(this.sounds.indexOf(radio)));
        return radio;
      });
      const figures = take.tracks.map((track, number) => this.figure(track, number));
      for (const video of this.videos) {
        video.muted = true;
        video.addEventListener("click", () => this.toggle());
        video.addEventListener("loadedmetadata", () => {
          video.style.setProperty("--ratio", video.videoWidth / video.videoHeight);
        });
        video.addEventListener("error", () => this.fail(video));
      }
      this.button = element("button", { type: "button", class: "play" });
      this.button.addEventListener("click", () => this.toggle());
      this.slider = element("input", {
        type: "range",
        min: 0,
        max: this.lastFrame(),
        step: 1,
        value: 0,
        "aria-label": "Position",
      });
      this.slider.addEventListener("input", () => this.seekFrame(Number(this.slider.value)));
      this.clock = element("span", { class: "clock", "aria-hidden": "true" });
      this.caption = element("p", { class: "now", role: "status" });
      this.chart = element("div", {
        class: "timeline",
        role: "img",
        "aria-label":
          "Energy and novelty of the song, flux and path of each video over time. " +
          "The slider above moves through it by keyboard.",
      });
      this.sections = take.sections.map((section) => this.section(section));
      const list = element("ol", { class: "sections", "aria-label": "Sections" });
      list.append(...this.sections.map((button) => element("li", {}, button)));
      this.group = element(
        "div",
        { class: "player", role: "group", tabindex: 0, "aria-label": `Player of ${take.name}` },
        element("div", { class: "videos", "data-count": figures.length }, ...figures),
        element("div", { class: "controls" }, this.button, this.slider, this.clock),
        this.caption,
        this.chart,
        element("p", { class: "legend" }, LEGEND),
        list,
      );
      this.root.append(this.group);
      this.timeline = new yellowsound.Timeline(take, this.chart, (time) => this.seek(time));
      this.group.addEventListener("keydown", (event) => this.key(event));
    }

    figure(track, number) {
      const swatch = element("span", {
        class: "swatch",
        "data-schedule": track.schedule,
        "aria-hidden": "true",
      });
      const name = element("strong", {}, swatch, track.schedule);
      const label = element("label", { class: "sound" }, this.sounds[number], "sound");
      // Where there is one video there is no sound to choose.
      label.hidden = this.take.tracks.length === 1;
      const caption = element("figcaption", {}, element("span", {}, name, label));
      caption.append(...track.said.map((text) => element("p", { class: "said" }, text)));
      for (const [metric, title] of [["flux_onset_r", "flux–onset r"], ["avs", "AVS"]]) {
        const score = track.scores[metric];
        if (track.said.length || !score || score.value === null) continue;
        const p = score.p === null ? "" : ` (p\u00a0${score.p < 0.0005 ? "<0.001" : score.p.toFixed(3)})`;
        const text = `${title} ${score.value.toFixed(2).replace("-", "−")}${p}`;
        caption.append(element("span", { class: score.significant ? "score mark" : "score" }, text));
      }
      return element("figure", { class: "track" }, this.videos[number], caption);
    }

    section(section) {
      const title = `${section.number} · ${section.start.toFixed(0)}–${section.end.toFixed(0)} s`;
      const words = element("span", {}, element("strong", {}, title), ` ${section.text}`);
      const button = element("button", { type: "button", class: "section" });
      if (section.image) {
        const alt = `Keyframe of section ${section.number}`;
        button.append(element("img", { src: section.image, alt, width: 96, height: 96 }));
      }
      button.append(words);
      button.addEventListener("click", () => this.seek(section.start));
      return button;
    }

    fail(video) {
      if (this.closed) return;
      const note = element("p", { class: "failed", role: "alert" }, "This video cannot be played.");
      video.replaceWith(note);
      const number = this.videos.indexOf(video);
      this.videos = this.videos.filter((other) => other !== video);
      this.sounds[number].disabled = true;
      this.sounds.splice(number, 1);
      if (video === this.master) this.sound(0);
      if (!this.master && this.playing) this.pause();
    }

    // The video that is heard is the clock: its sound must never be bent.
    sound(number) {
      this.master = this.videos[number];
      this.videos.forEach((video, other) => { video.muted = other !== number; });
      this.sounds.forEach((radio, other) => { radio.checked = other === number; });
      if (this.master) this.master.playbackRate = 1;
    }

    lastFrame() {
      return Math.max(0, Math.round(this.take.duration * this.take.fps) - 1);
    }

    frame() {
      const frame = Math.floor(this.time * this.take.fps + 1e-6);
      return Math.min(this.lastFrame(), Math.max(0, frame));
    }

    seek(time) {
      this.seekFrame(Math.floor(time * this.take.fps + 1e-6));
    }

    // To the middle of the frame: on its edge, rounding may show the frame before.
    seekFrame(frame) {
      const target = Math.min(this.lastFrame(), Math.max(0, frame));
      this.time = (target + 0.5) / this.take.fps;
      this.wanted = this.time;
      this.show();
      this.seeking = this.seeking || this.settle();
      return this.seeking;
    }

    // Seek as often as a newer place is wanted, then go on playing.
    async settle() {
      while (this.wanted !== null && !this.closed) {
        const time = this.wanted;
        this.wanted = null;
        for (const video of this.videos) {
          video.pause();
          video.currentTime = Math.min(time, this.endOf(video));
        }
        const settled = (video) => () =>
          this.closed || video.error || (!video.seeking && video.readyState >= 2);
        const events = ["seeked", "canplay", "loadeddata", "error", "emptied"];
        await Promise.all(this.videos.map((video) => once(video, settled(video), ...events)));
      }
      this.seeking = null;
      if (this.playing && !this.closed) await this.start();
    }

    endOf(video) {
      return Number.isFinite(video.duration) ? video.duration - 1e-3 : Infinity;
    }

    toggle() {
      return this.playing ? this.pause() : this.play();
    }

    async play() {
      if (this.playing || !this.master) return;
      this.playing = true;
      this.show();
      const atEnd = this.master.ended || this.frame() >= this.lastFrame();
      if (atEnd) await this.seekFrame(0);
      else if (!this.seeking) await this.start();
    }

    // All together, once each can.
    async start() {
      const ready = (video) => () => this.closed || video.error || video.readyState >= READY;
      const events = ["canplay", "error", "emptied"];
      await Promise.all(this.videos.map((video) => once(video, ready(video), ...events)));
      if (!this.playing || this.closed || !this.master) return;
      try {
        await Promise.all(this.videos.filter((video) => !video.ended).map((video) => video.play()));
      } catch (error) {
        // A pause or a seek came in between, or the browser wants a gesture first.
        if (error.name === "NotAllowedError") this.pause();
        else if (error.name !== "AbortError") throw error;
      }
      cancelAnimationFrame(this.waiting);
      this.waiting = requestAnimationFrame(() => this.tick());
    }

    pause() {
      this.playing = false;
      cancelAnimationFrame(this.waiting);
      for (const video of this.videos) video.pause();
      // Followers stop where the clock does, all on one frame.
      if (!this.seeking && !this.closed) return this.seek(this.time);
      return this.seeking;
    }

    tick() {
      if (!this.playing || this.closed || this.seeking || !this.master) return;
      this.time = Math.min(this.master.currentTime, this.take.duration);
      if (this.master.ended) {
        this.time = this.take.duration;
        this.pause();
        return;
      }
      for (const video of this.videos) if (video !== this.master) this.lead(video);
      this.show();
      this.waiting = requestAnimationFrame(() => this.tick());
    }

    lead(video) {
      const late = this.master.currentTime - video.currentTime;
      if (video.ended || video.seeking || this.master.currentTime > this.endOf(video)) return;
      if (Math.abs(late) > JUMP_S) {
        video.currentTime = this.master.currentTime;
      } else {
        const near = Math.abs(late) < 0.15 / this.take.fps;
        const pace = near ? 1 : 1 + Math.max(-0.25, Math.min(0.25, 3 * late));
        if (Math.abs(video.playbackRate - pace) > 0.01) video.playbackRate = pace;
      }
    }

    show() {
      const { take, time } = this;
      const label = this.playing ? "Pause" : "Play";
      if (this.button.textContent !== label) this.button.textContent = label;
      // Those who asked for less motion see the playhead move in steps of half a second.
      const shown = still.matches && this.playing ? Math.floor(2 * time) / 2 : time;
      this.timeline.show(shown);
      this.slider.value = this.frame();
      this.slider.setAttribute(
        "aria-valuetext",
        `${seconds(time)} of ${seconds(take.duration)} seconds`,
      );
      this.clock.textContent = `${seconds(shown)} / ${seconds(take.duration)} s`;
      // Half a frame in: a section begins with its first frame.
      const at = take.sections.filter((section) => section.start <= time + 0.5 / take.fps).length - 1;
      if (at === this.section_shown) return;
      this.section_shown = at;
      const section = take.sections[at];
      this.caption.textContent = section ? section.text : "";
      this.sections.forEach((button, number) => {
        if (number === at) button.setAttribute("aria-current", "true");
        else button.removeAttribute("aria-current");
      });
    }

    key(event) {
      const { target } = event;
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const typed = target.matches("input[type=radio]");
      const second = Math.round(this.take.fps);
      const step = event.shiftKey ? second : 1;
      const moves = {
        ArrowLeft: this.frame() - step,
        ArrowRight: this.frame() + step,
        Home: 0,
        End: this.lastFrame(),
      };
      if (event.key === " " && !target.matches("button") && !typed) {
        event.preventDefault();
        this.toggle();
      } else if (event.key in moves && !typed) {
        event.preventDefault();
        if (!event.shiftKey && event.key.startsWith("Arrow") && this.playing) this.pause();
        this.seekFrame(moves[event.key]);
      }
    }

    close() {
      this.closed = true;
      this.playing = false;
      cancelAnimationFrame(this.waiting);
      this.timeline.clear();
      // A browser keeps decoders of videos that still have a source.
      for (const video of this.videos) {
        video.pause();
        video.removeAttribute("src");
        video.load();
      }
      this.root.replaceChildren();
    }
  };
})();
