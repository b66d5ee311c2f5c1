// How far a participant is: kept in this browser alone, under the experiment's hash. One tab at a
// time writes it, the one that was opened last; the others stop.
"use strict";

yellowsound.Progress = class {
  constructor(experiment) {
    this.experiment = experiment;
    this.key = `yellowsound-experiment-${experiment.experiment}`;
    this.keeps = true;
    this.tab = this.digits();
    this.on_lost = () => {};
    this.on_delivered = () => {};
    this.state = this.read();
    if (this.state) {
      if (!this.state.complete) this.state.reloads += 1;
      this.write();
    }
    addEventListener("storage", (event) => {
      if (event.key === this.key || event.key === null) this.look();
    });
  }

  digits() {
    const bytes = crypto.getRandomValues(new Uint8Array(8));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
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
    const participant = this.digits();
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
      sending: false,
      delivered: false,
    };
    this.write();
  }

  // Whether this tab may write: no other one was opened since.
  owns() {
    if (!this.state) return false;
    const kept = this.read();
    return !this.keeps || kept?.tab === this.tab;
  }

  // What another tab has done.
  look() {
    if (!this.state) return;
    if (!this.owns()) {
      this.state = null;
      this.on_lost();
    } else if (this.keeps && this.read().delivered && !this.state.delivered) {
      this.state.delivered = true;
      this.on_delivered();
    }
  }

  // The answers are somewhere else: it is told even of those that another tab has taken over while
  // they were under way.
  deliver(participant) {
    if (this.state) this.state.delivered = true;
    const kept = this.read();
    if (kept?.participant === participant) this.put({ ...kept, delivered: true });
  }

  // What a step has found out, and that it need not be shown again.
  finish(step, found = {}) {
    if (!this.state) return;
    Object.assign(this.state.screening, found);
    this.state.done.push(step);
    this.save();
  }

  answer(answer, drift) {
    if (!this.state) return;
    this.state.answers.push(answer);
    if (drift !== null) this.state.drifts.push(drift);
    this.save();
  }

  save() {
    if (this.owns()) this.write();
    else this.look();
  }

  write() {
    this.put({ ...this.state, tab: this.tab });
  }

  // Of what was delivered nothing is kept but whose it was: others may use the machine.
  put({ participant, list, tab, delivered, ...rest }) {
    const kept = { participant, list, tab, delivered, ...(delivered ? { complete: true } : rest) };
    try {
      localStorage.setItem(this.key, JSON.stringify(kept));
    } catch {
      this.keeps = false;
    }
  }

  clear() {
    try {
      if (this.owns()) localStorage.removeItem(this.key);
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
