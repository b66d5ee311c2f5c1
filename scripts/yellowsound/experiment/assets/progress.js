// How far a participant is: kept in this browser alone, under the experiment's hash.
"use strict";

yellowsound.Progress = class {
  constructor(experiment) {
    this.experiment = experiment;
    this.key = `yellowsound-experiment-${experiment.experiment}`;
    this.keeps = true;
    this.state = this.read();
    if (this.state && !this.state.complete) {
      this.state.reloads += 1;
      this.save();
    }
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key));
    } catch {
      // A browser may refuse to keep anything: the session goes on without.
      this.keeps = false;
      return null;
    }
  }

  begin(list) {
    const bytes = crypto.getRandomValues(new Uint8Array(8));
    const participant = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const lists = BigInt(this.experiment.lists.length);
    this.state = {
      participant,
      list: list ?? Number(BigInt(`0x${participant}`) % lists),
      screening: {},
      done: [],
      answers: [],
      questions: {},
      drifts: [],
      reloads: 0,
      complete: false,
      delivered: false,
    };
  }

  // What a step has found out, and that it need not be shown again.
  finish(step, found = {}) {
    Object.assign(this.state.screening, found);
    this.state.done.push(step);
    this.save();
  }

  answer(answer, drift) {
    this.state.answers.push(answer);
    if (drift !== null) this.state.drifts.push(drift);
    this.save();
  }

  save() {
    try {
      localStorage.setItem(this.key, JSON.stringify(this.state));
    } catch {
      this.keeps = false;
    }
  }

  clear() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      this.keeps = false;
    }
    this.state = null;
  }

  // What the researcher gets: no time of day, no address, nothing of the browser but its window.
  response() {
    const { participant, list, screening, answers, questions, drifts, reloads } = this.state;
    return {
      version: 1,
      experiment: this.experiment.experiment,
      run: this.experiment.run,
      participant,
      list,
      screening,
      answers,
      questions,
      page: {
        width: innerWidth,
        height: innerHeight,
        drift_ms: drifts.length ? Math.max(...drifts) : 0,
        reloads,
      },
      complete: true,
    };
  }
};
