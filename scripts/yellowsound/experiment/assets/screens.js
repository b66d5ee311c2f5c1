// Screens of text, answers and questions: HTML of what the researcher wrote, keys for its buttons.
"use strict";

(() => {
  const PLACES = /\{(\w+)\}/g;

  function escaped(text) {
    const signs = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
    return String(text).replace(/[&<>"']/g, (sign) => signs[sign]);
  }

  // A text with what stands in braces filled in.
  function filled(text, values = {}) {
    return text.replace(PLACES, (braces, name) => (name in values ? String(values[name]) : braces));
  }

  // Blank lines begin paragraphs; lines that begin with "- " are items of a list.
  function prose(text, values) {
    const parts = filled(text, values).trim().split(/\n\s*\n/);
    return parts
      .map((part) => {
        if (!part.startsWith("- ")) return `<p>${escaped(part)}</p>`;
        const items = part.slice(2).split(/\n- /);
        return `<ul>${items.map((item) => `<li>${escaped(item)}</li>`).join("")}</ul>`;
      })
      .join("");
  }

  function heading(text) {
    return `<h1 tabindex="-1">${escaped(text)}</h1>`;
  }

  // One button answers to Space and Enter, several to their numbers.
  function button(label, number, alone) {
    const key = alone ? "" : `<kbd aria-hidden="true">${number + 1}</kbd> `;
    return `<button type="button" class="choice">${key}${escaped(label)}</button>`;
  }

  // A screen of jsPsych's own plug-in: what is read, and buttons under it.
  function screen({ title, html = "", choices, data = {}, on_finish, on_load }) {
    return {
      type: jsPsychHtmlButtonResponse,
      stimulus: `<section class="screen">${heading(title)}${html}</section>`,
      choices,
      button_html: (label, number) => button(label, number, choices.length === 1),
      data,
      on_load: () => {
        ready();
        on_load?.();
      },
      on_finish,
    };
  }

  function ready() {
    scrollTo(0, 0);
    document.querySelector("#experiment h1")?.focus();
  }

  function question(asked, number) {
    const name = `name="${escaped(asked.key)}"${asked.required ? " required" : ""}`;
    const id = `q${number}`;
    const radio = (value, label) =>
      `<label class="option"><input type="radio" ${name} value="${escaped(value)}"> ` +
      `${escaped(label)}</label>`;
    if (asked.kind === "choice" || asked.kind === "scale") {
      const steps = Array.from({ length: asked.steps ?? 0 }, (_, step) => String(step + 1));
      const options = (asked.options ?? steps).map((option) => radio(option, option));
      const ends = asked.kind === "scale" ? [asked.low, asked.high] : ["", ""];
      const [low, high] = ends.map((end) => (end ? `<span class="end">${escaped(end)}</span>` : ""));
      return (
        `<fieldset class="question ${asked.kind}"><legend>${escaped(asked.ask)}</legend>` +
        `<div class="options">${low}${options.join("")}${high}</div></fieldset>`
      );
    }
    const field =
      asked.kind === "number"
        ? `<input type="number" id="${id}" ${name} min="${asked.least}" max="${asked.most}">`
        : `<textarea id="${id}" ${name} rows="2"></textarea>`;
    return `<div class="question"><label for="${id}">${escaped(asked.ask)}</label>${field}</div>`;
  }

  function questions(texts, on_finish) {
    const asked = texts.questions.map(question).join("");
    return {
      type: jsPsychSurveyHtmlForm,
      html: `<section class="screen">${heading(texts.questions_title)}${asked}</section>`,
      button_label: escaped(texts.questions_next),
      on_load: ready,
      on_finish,
    };
  }

  // The number of a button presses it; where there is one, Space and Enter do.
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.target.matches("button, a, input, textarea, select")) return;
    const buttons = [...document.querySelectorAll("#experiment .choice")];
    const alone = buttons.length === 1 && (event.key === " " || event.key === "Enter");
    // By the number that it shows, whichever others may be pressed.
    const pressed = alone ? buttons[0] : buttons[Number(event.key) - 1];
    if (!pressed || pressed.disabled || document.querySelector("#experiment .trial")) return;
    event.preventDefault();
    pressed.click();
  });

  Object.assign(yellowsound, { escaped, filled, prose, heading, button, screen, ready, questions });
})();
