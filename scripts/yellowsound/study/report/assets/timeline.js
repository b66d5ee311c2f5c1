// The timeline of a take: what was measured of the song and of each video, drawn by bokeh.
"use strict";

window.yellowsound = window.yellowsound || {};

(() => {
  const LEFT = 48;
  const RIGHT = 10;
  const DASHES = ["solid", [8, 3], [2, 3], [8, 3, 2, 3], [14, 4], [4, 4], [1, 2]];

  // Curves come as base64 of 16-bit integers, 65535 for their largest value.
  function unpack(packed) {
    const bytes = Uint8Array.from(atob(packed.data), (letter) => letter.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    return Array.from(
      { length: bytes.length / 2 },
      (_, point) => (view.getUint16(2 * point, true) / 65535) * packed.top,
    );
  }

  function curve(packed, fps) {
    const y = unpack(packed);
    return { x: y.map((_, point) => (point * packed.step) / fps), y };
  }

  // A schedule falls back to 0 where a section begins: no line leads there.
  function broken({ x, y }) {
    const cut = { x: [], y: [] };
    y.forEach((value, point) => {
      if (point && value < y[point - 1] - 1e-3) {
        cut.x.push(x[point]);
        cut.y.push(NaN);
      }
      cut.x.push(x[point]);
      cut.y.push(value);
    });
    return cut;
  }

  function nearest(values, fps, time) {
    return values[Math.min(values.length - 1, Math.max(0, Math.round(time * fps)))];
  }

  // The colours of the figures, made lighter on a dark page.
  const looks = JSON.parse(document.body.dataset.schedules);
  const order = Object.keys(looks);

  function colourOf(schedule) {
    const parts = looks[schedule].match(/[0-9a-f]{2}/gi).map((part) => parseInt(part, 16));
    if (getComputedStyle(document.documentElement).colorScheme !== "dark") return looks[schedule];
    const white = Math.max(...parts) < 80 ? 0.85 : 0.4;
    return `rgb(${parts.map((part) => Math.round(part + (255 - part) * white)).join(" ")})`;
  }

  function dashOf(schedule) {
    return DASHES[order.indexOf(schedule) % DASHES.length];
  }

  yellowsound.Timeline = class {
    constructor(take, element, onSeek) {
      this.take = take;
      this.element = element;
      this.plots = document.createElement("div");
      this.plots.className = "plots";
      this.playhead = document.createElement("div");
      this.playhead.className = "playhead";
      element.append(this.plots, this.playhead);
      this.listen(onSeek);
    }

    colours() {
      const style = getComputedStyle(document.documentElement);
      const value = (name) => style.getPropertyValue(name).trim();
      return {
        ink: value("--ink"),
        soft: value("--soft"),
        line: value("--line"),
        song: value("--song"),
      };
    }

    row(title, top, height, colours) {
      const plot = new Bokeh.Plotting.Figure({
        title: new Bokeh.Title({
          text: title,
          text_color: colours.ink,
          text_font: "system-ui, sans-serif",
          text_font_size: "12px",
          text_font_style: "normal",
          standoff: 2,
        }),
        height,
        sizing_mode: "stretch_width",
        x_range: this.range,
        y_range: [0, top > 0 ? top * 1.08 : 1],
        tools: [],
        toolbar_location: null,
        min_border_left: LEFT,
        min_border_right: RIGHT,
        min_border_top: 4,
        min_border_bottom: 8,
        background_fill_color: null,
        border_fill_color: null,
        outline_line_color: colours.line,
      });
      plot.axis.each((axis) =>
        axis.setv({
          axis_line_color: null,
          major_tick_line_color: colours.line,
          minor_tick_line_color: null,
          major_label_text_color: colours.soft,
          major_label_text_font: "system-ui, sans-serif",
          major_label_text_font_size: "11px",
        }),
      );
      plot.yaxis.each((axis) => axis.ticker.setv({ desired_num_ticks: 2 }));
      plot.grid.each((grid) => grid.setv({ grid_line_color: colours.line, grid_line_alpha: 0.6 }));
      plot.ygrid.each((grid) => grid.setv({ grid_line_color: null }));
      plot.xaxis.each((axis) => axis.setv({ visible: false }));
      for (const section of this.take.sections.slice(1)) {
        plot.add_layout(
          new Bokeh.Span({
            location: section.start,
            dimension: "height",
            line_color: colours.soft,
            line_dash: [2, 2],
          }),
        );
      }
      return plot;
    }

    ticks(plot, times, from, to, color, width) {
      const level = (value) => times.map(() => value);
      plot.segment(times, level(from), times, level(to), { line_color: color, line_width: width });
    }

    songRows(colours) {
      const { take } = this;
      const rows = [];
      if (take.energy) {
        const { x, y } = curve(take.energy, take.fps);
        const plot = this.row("Energy of the song, 0 to 1", take.energy.top, 88, colours);
        plot.varea({ x, y1: y.map(() => 0), y2: y, fill_color: colours.song, fill_alpha: 0.25 });
        plot.line(x, y, { line_color: colours.song, line_width: 1.2 });
        rows.push(plot);
      }
      if (take.onset) {
        const { x, y } = curve(take.onset, take.fps);
        const { top } = take.onset;
        const plot = this.row("Onset strength, with beats", top, 88, colours);
        plot.line(x, y, { line_color: colours.song, line_width: 1.2 });
        this.ticks(plot, take.beats, top * 0.98, top * 1.08, colours.ink, 1);
        this.ticks(plot, take.strongBeats, top * 0.86, top * 1.08, colours.ink, 1.6);
        rows.push(plot);
      }
      return rows;
    }

    trackRows(colours) {
      const rows = [];
      const measured = this.take.tracks.filter((track) => track.flux);
      // One scale for all, so that heights compare.
      const top = Math.max(0, ...measured.map((track) => track.flux.top));
      for (const track of measured) {
        const { x, y } = curve(track.flux, track.fps);
        const color = colourOf(track.schedule);
        const plot = this.row(`Flux, ${track.schedule}`, top, 82, colours);
        plot.line(x, y, { line_color: color, line_width: 1.2 });
        const at = track.onsets.map((time) => nearest(y, track.fps / track.flux.step, time));
        plot.scatter(track.onsets, at, { size: 5, fill_color: null, line_color: color });
        plot.scatter(track.events, track.events.map(() => top), {
          marker: "inverted_triangle",
          size: 8,
          fill_color: colours.ink,
          line_color: null,
        });
        rows.push(plot);
      }
      const paced = this.take.tracks.filter((track) => track.t);
      if (paced.length) {
        const plot = this.row("t, from keyframe to keyframe, 0 to 1", 1, 114, colours);
        for (const track of paced) {
          const { x, y } = broken(curve(track.t, track.fps));
          plot.line(x, y, {
            line_color: colourOf(track.schedule),
            line_width: 1.6,
            line_dash: dashOf(track.schedule),
          });
        }
        rows.push(plot);
      }
      return rows;
    }

    async draw() {
      this.clear();
      const drawing = (this.drawing = {});
      const colours = this.colours();
      for (const swatch of document.querySelectorAll(".swatch")) {
        swatch.style.color = colourOf(swatch.dataset.schedule);
      }
      this.range = new Bokeh.Range1d({ start: 0, end: this.take.duration });
      const rows = [...this.songRows(colours), ...this.trackRows(colours)];
      if (!rows.length) return;
      const last = rows[rows.length - 1];
      last.height += 34;
      last.xaxis.each((axis) =>
        axis.setv({
          visible: true,
          axis_label: "Time (s)",
          axis_label_text_color: colours.soft,
          axis_label_text_font: "system-ui, sans-serif",
          axis_label_text_font_size: "11px",
          axis_label_text_font_style: "normal",
          axis_label_standoff: 2,
        }),
      );
      const column = new Bokeh.Column({ children: rows, sizing_mode: "stretch_width", spacing: 2 });
      const view = await Bokeh.Plotting.show(column, this.plots);
      // It may have been closed, or drawn again, in between.
      if (this.drawing !== drawing) view.remove();
      else this.view = view;
    }

    clear() {
      this.drawing = null;
      this.view?.remove();
      this.view = null;
      this.plots.replaceChildren();
    }

    // All rows leave the same borders, so one playhead serves them all.
    width() {
      return Math.max(1, this.plots.clientWidth - LEFT - RIGHT);
    }

    show(time) {
      const x = LEFT + (time / this.take.duration) * this.width();
      this.playhead.style.transform = `translateX(${x}px)`;
    }

    timeAt(clientX) {
      const x = clientX - this.plots.getBoundingClientRect().left - LEFT;
      return Math.min(1, Math.max(0, x / this.width())) * this.take.duration;
    }

    listen(onSeek) {
      let held = false;
      this.element.addEventListener("pointerdown", (event) => {
        if (event.button !== 0) return;
        // A finger may be about to scroll: it seeks when it is lifted.
        if (event.pointerType === "touch") return;
        held = true;
        this.element.setPointerCapture(event.pointerId);
        onSeek(this.timeAt(event.clientX));
      }, true);
      this.element.addEventListener("pointermove", (event) => {
        if (held) onSeek(this.timeAt(event.clientX));
      }, true);
      for (const end of ["pointerup", "pointercancel"]) {
        this.element.addEventListener(end, () => { held = false; }, true);
      }
      this.element.addEventListener("click", (event) => {
        if (event.pointerType === "touch") onSeek(this.timeAt(event.clientX));
      }, true);
    }
  };
})();
