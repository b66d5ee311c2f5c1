// The page: its theme, and the one pair that is open.
"use strict";

window.yellowsound = window.yellowsound || {};

(() => {
  // A page on disk may not read files, but may run scripts: each hands over one take or table.
  const awaited = new Map();
  const loaded = new Map();

  yellowsound.receive = (name, content) => awaited.get(name)?.(content);

  function load(source) {
    if (!loaded.has(source)) {
      const script = document.createElement("script");
      script.src = source;
      script.async = false;
      const loading = new Promise((resolve, reject) => {
        script.addEventListener("load", resolve);
        script.addEventListener("error", () => reject(new Error(`${source} is missing`)));
      });
      loaded.set(source, loading);
      document.head.append(script);
    }
    return loaded.get(source);
  }

  const contents = new Map();
  function contentOf(name) {
    if (!contents.has(name)) {
      contents.set(name, new Promise((resolve, reject) => {
        awaited.set(name, resolve);
        load(name).catch(reject);
      }));
    }
    return contents.get(name);
  }

  // Long tables are loaded when somebody opens them.
  for (const folded of document.querySelectorAll("details.key[data-script]")) {
    folded.addEventListener("toggle", async () => {
      const stage = folded.querySelector(".stage");
      if (!folded.open || stage.childElementCount) return;
      stage.textContent = "Loading …";
      try {
        stage.innerHTML = await contentOf(folded.dataset.script);
        yellowsound.sortable(stage);
      } catch (error) {
        stage.textContent = `This table cannot be shown: ${error.message}.`;
        throw error;
      }
    });
  }

  yellowsound.player = null;
  const pairs = [...document.querySelectorAll("details.pair")];

  let opened = null;
  async function open(pair) {
    // A pair that is open from the beginning may tell so once more.
    if (opened === pair) return;
    opened = pair;
    const stage = pair.querySelector(".stage");
    stage.textContent = "Loading …";
    try {
      await load("bokeh.min.js");
      const [take] = await Promise.all([contentOf(pair.dataset.script), load("bokeh-api.min.js")]);
      if (!pair.open) return;
      stage.replaceChildren();
      yellowsound.player?.close();
      const player = new yellowsound.Player(take, stage);
      yellowsound.player = player;
      await player.timeline.draw();
      player.show();
    } catch (error) {
      stage.textContent = `This pair cannot be shown: ${error.message}.`;
      throw error;
    }
  }

  function close(pair) {
    if (opened === pair) opened = null;
    const stage = pair.querySelector(".stage");
    if (yellowsound.player && stage.contains(yellowsound.player.group)) {
      yellowsound.player.close();
      yellowsound.player = null;
    }
    stage.replaceChildren();
  }

  for (const pair of pairs) {
    pair.addEventListener("toggle", () => {
      if (!pair.open) return close(pair);
      for (const other of pairs) if (other !== pair) other.open = false;
      return open(pair);
    });
  }

  function follow() {
    const pair = pairs.find((one) => `#${one.id}` === location.hash);
    if (!pair) return;
    // A link leads to a pair that a search has hidden, too.
    pair.hidden = false;
    pair.open = true;
    pair.scrollIntoView({ block: "start" });
    pair.querySelector("summary").focus({ preventScroll: true });
  }
  for (const pair of pairs) if (pair.open) open(pair);
  addEventListener("hashchange", follow);
  // A link to the pair of the address leads there again.
  document.addEventListener("click", (event) => {
    const anchor = event.target.closest?.("a[href^='#pair-']");
    if (anchor && anchor.hash === location.hash) follow();
  });
  follow();

  // Keys reach the open player also where nothing has the focus, while it can be seen.
  document.addEventListener("keydown", (event) => {
    const player = yellowsound.player;
    if (event.target !== document.body || !player) return;
    const { top, bottom } = player.group.getBoundingClientRect();
    if (bottom > 0 && top < innerHeight) player.key(event);
  });

  const themes = ["system", "light", "dark"];
  const button = document.getElementById("theme");

  function remember(theme) {
    try {
      if (theme === undefined) return localStorage.getItem("theme");
      localStorage.setItem("theme", theme);
    } catch {
      // Some browsers refuse to store anything for a page on disk.
    }
    return null;
  }

  function paint(theme) {
    document.documentElement.dataset.theme = theme;
    button.textContent = `Theme: ${theme}`;
    yellowsound.player?.timeline.draw();
  }

  button.addEventListener("click", () => {
    const now = themes.indexOf(document.documentElement.dataset.theme);
    const theme = themes[(now + 1) % themes.length];
    remember(theme);
    paint(theme);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
    yellowsound.player?.timeline.draw(),
  );
  const remembered = remember();
  paint(themes.includes(remembered) ? remembered : "system");
  button.hidden = false;

  addEventListener("resize", () => yellowsound.player?.show());
})();
