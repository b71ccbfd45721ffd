// Small comforts; every page does its work without this file.
(() => {
  "use strict";
  const one = (css) => document.querySelector(css);
  const all = (css) => document.querySelectorAll(css);

  // What went wrong is read out first.
  one("[data-focus]")?.focus();

  // A pin and its card light up together.
  const light = (id, on) => {
    document.getElementById(id)?.classList.toggle("lit", on);
    one(`.pin[href="#${id}"]`)?.classList.toggle("lit", on);
  };
  all("a.pin").forEach((pin) => {
    const id = pin.getAttribute("href").slice(1);
    for (const [event, on] of [["mouseenter", true], ["focus", true], ["mouseleave", false], ["blur", false]])
      pin.addEventListener(event, () => light(id, on));
  });
  all(".entry[id]").forEach((card) => {
    card.addEventListener("mouseenter", () => light(card.id, true));
    card.addEventListener("mouseleave", () => light(card.id, false));
  });

  // A link into a fold opens the fold.
  const unfold = () => {
    const fold = location.hash.length > 1 && document.getElementById(location.hash.slice(1))?.closest("details");
    if (fold) fold.open = true;
  };
  addEventListener("hashchange", unfold);
  unfold();

  // Leaving fast replaces this page, so that "back" does not show it.
  one("[data-leave]")?.addEventListener("click", (press) => {
    press.preventDefault();
    document.body.hidden = true;
    location.replace(press.currentTarget.href);
  });

  // No signal: keep the answers on the page. A double tap sends once.
  const form = one("[data-talk]");
  let sent = 0;
  form?.addEventListener("submit", (event) => {
    const says = one("[data-talk-says]");
    if (!navigator.onLine) {
      event.preventDefault();
      says.textContent = says.dataset.offline;
    } else if (Date.now() - sent < 4000) {
      event.preventDefault();
    } else {
      sent = Date.now();
    }
  });

  // The phone's place, made coarse here (two decimals, about a kilometre) before anything is sent.
  const button = one("[data-place]");
  const says = one("[data-place-says]");
  const near = one("#near");
  const coarse = async ({ coords }) => {
    const [lat, lon] = [coords.latitude.toFixed(2), coords.longitude.toFixed(2)];
    near.value = `${lat},${lon}`;
    try {
      const answer = await fetch(`/api/v1/places?lat=${lat}&lon=${lon}`);
      const { places } = await answer.json();
      near.value = places[0].sector ?? near.value;
    } catch { /* the coarse point serves too */ }
    says.textContent = says.dataset.done;
  };
  if (button && "geolocation" in navigator && isSecureContext) {
    button.hidden = false;
    button.addEventListener("click", () => {
      says.textContent = says.dataset.busy;
      const failed = () => { says.textContent = says.dataset.failed; near.focus(); };
      navigator.geolocation.getCurrentPosition(coarse, failed, { maximumAge: 600000, timeout: 10000 });
    });
  }
})();
