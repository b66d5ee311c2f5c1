// The check of the sound, a plug-in of jsPsych: a tone on one side, and where it was heard.
"use strict";

yellowsound.SoundCheck = class {
  static info = {
    name: "yellowsound-sound-check",
    version: "1.0.0",
    parameters: { words: { type: jsPsychModule.ParameterType.OBJECT } },
    data: { volume: { type: jsPsychModule.ParameterType.BOOL } },
  };

  constructor(jsPsych) {
    this.jsPsych = jsPsych;
    this.tries = 0;
  }

  trial(display, { words }) {
    const { heading, prose, button, escaped } = yellowsound;
    const answers = ["left", "right", "both"];
    display.innerHTML =
      `<section class="screen">${heading(words.title)}${prose(words.text)}</section>` +
      `<p><button type="button" class="tone">${escaped(words.play)} <kbd>Space</kbd></button></p>` +
      `<p class="ask">${escaped(words.ask)}</p><div class="choices">` +
      answers.map((side, number) => button(words[side], number, false)).join("") +
      `</div><p class="told" role="status"></p>`;
    this.told = display.querySelector(".told");
    this.choices = [...display.querySelectorAll(".choice")];
    this.allow(false);
    display.querySelector(".tone").addEventListener("click", () => this.play());
    this.choices.forEach((choice, number) =>
      choice.addEventListener("click", () => this.judge(answers[number], words)),
    );
    this.key = (event) => {
      if (event.key !== " " || event.target.matches("button")) return;
      event.preventDefault();
      this.play();
    };
    addEventListener("keydown", this.key);
    yellowsound.ready();
  }

  allow(may) {
    for (const choice of this.choices) choice.disabled = !may;
  }

  async play() {
    this.context ??= new AudioContext();
    await this.context.resume();
    this.side ??= Math.random() < 0.5 ? "left" : "right";
    const start = this.context.currentTime;
    const tone = new OscillatorNode(this.context, { frequency: 440 });
    const loudness = new GainNode(this.context, { gain: 0 });
    const pan = new StereoPannerNode(this.context, { pan: this.side === "left" ? -1 : 1 });
    // Faded in and out, or it clicks on both sides.
    loudness.gain.setValueAtTime(0, start);
    loudness.gain.linearRampToValueAtTime(0.2, start + 0.1);
    loudness.gain.setValueAtTime(0.2, start + 0.9);
    loudness.gain.linearRampToValueAtTime(0, start + 1);
    tone.connect(loudness).connect(pan).connect(this.context.destination);
    tone.start(start);
    tone.stop(start + 1);
    this.told.textContent = "";
    this.allow(true);
  }

  judge(heard, words) {
    const right = heard === this.side;
    this.tries += 1;
    if (!right && this.tries < 3) {
      this.side = null;
      this.allow(false);
      this.told.textContent = words.wrong;
      return;
    }
    removeEventListener("keydown", this.key);
    this.context.close();
    this.jsPsych.finishTrial({ volume: right });
  }
};
