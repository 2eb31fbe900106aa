// Everything works without this file. It adds keys, keeps a form from being sent twice, and says when the server is silent.
(function () {
  "use strict";

  const typing = (element) => element.closest("input, select, textarea, [contenteditable]");

  // rows: J and K move, X ticks, Enter opens, / jumps to the search, ? explains lists
  function rows() {
    return Array.from(document.querySelectorAll("table.rows tbody tr"));
  }

  function move(step) {
    const all = rows();
    if (!all.length) return;
    const now = all.findIndex((row) => row.classList.contains("cur"));
    const next = all[Math.min(all.length - 1, Math.max(0, now + step))];
    all.forEach((row) => row.classList.toggle("cur", row === next));
    const link = next.querySelector("a");
    if (link) link.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      document.querySelectorAll("details.menu[open]").forEach((menu) => menu.removeAttribute("open"));
      return;
    }
    if (typing(event.target)) return;
    if (event.key === "/") {
      const box = document.querySelector("[data-key='/']");
      if (box) { event.preventDefault(); box.focus(); }
    } else if (event.key === "?" && document.body.dataset.help) {
      window.location.assign(document.body.dataset.help);
    } else if (event.key === "j" || event.key === "J") {
      move(1);
    } else if (event.key === "k" || event.key === "K") {
      move(-1);
    } else if (event.key === "x" || event.key === "X") {
      const row = document.querySelector("table.rows tbody tr.cur");
      const box = row && row.querySelector("input[type=checkbox]");
      if (box) box.checked = !box.checked;
    }
  });

  // the account menu closes when something else is clicked
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.removeAttribute("open");
    });
  });

  // a form is sent once; a file that is fetched leaves the page as it is
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
      event.preventDefault();
      return;
    }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    window.setTimeout(() => { delete form.dataset.sent; }, 3000);
  });

  // narrow screens: a bar of tabs begins where the current one is in sight; a number that comes later moves the tabs
  function sight(bar) {
    const tab = bar.querySelector("a[aria-current]");
    if (!tab) return;
    const place = tab.getBoundingClientRect(), frame = bar.getBoundingClientRect();
    bar.scrollLeft += place.left - frame.left - (frame.width - place.width) / 2;
  }
  document.querySelectorAll(".tabs").forEach(sight);
  document.addEventListener("htmx:afterSwap", (event) => {
    const bar = event.target.closest(".tabs");
    if (bar) sight(bar);
  });

  // narrow screens: filters are folded away until they are wanted
  function fold(root) {
    if (!window.matchMedia("(max-width: 600px)").matches) return;
    root.querySelectorAll("details.fold").forEach((details) => details.removeAttribute("open"));
  }
  fold(document);
  document.addEventListener("htmx:afterSwap", (event) => fold(event.target));

  // an address to send to a colleague holds no empty filters
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.detail.elt.matches("form.filters")) return;
    const asked = event.detail.parameters;
    Object.keys(asked).forEach((name) => { if (asked[name] === "") delete asked[name]; });
  });

  // after a page of a list the reader starts at its top
  document.addEventListener("htmx:afterSettle", (event) => {
    const link = event.detail.requestConfig && event.detail.requestConfig.elt;
    if (link && link.closest && link.closest(".pages")) {
      document.getElementById("list").scrollIntoView({ block: "start" });
    }
  });

  // work that is over: the page behind it has changed
  document.addEventListener("htmx:afterSettle", () => {
    if (document.querySelector(".progress[data-over][data-reload]")) window.location.reload();
  });

  function say(text) {
    const main = document.getElementById("main");
    if (!main || !text) return;
    let banner = document.getElementById("lost");
    if (!banner) {
      banner = document.createElement("div");
      banner.id = "lost";
      banner.className = "banner error";
      banner.setAttribute("role", "alert");
      main.prepend(banner);
    }
    banner.textContent = text;
  }

  document.addEventListener("htmx:sendError", () => say(document.body.dataset.lost));
  document.addEventListener("htmx:responseError", (event) => {
    const answer = document.createElement("template");
    answer.innerHTML = event.detail.xhr.responseText || "";
    const told = answer.content.querySelector(".banner.error, main");
    say(told ? told.textContent.replace(/\s+/g, " ").trim() : document.body.dataset.lost);
  });
})();
