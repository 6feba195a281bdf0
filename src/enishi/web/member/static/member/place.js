// A form marked data-place asks the phone once where it is, when its button is pressed. Whoever
// says no, or whose phone does not know, sends the form without it.

{
  const WAIT_MS = 8_000;
  const FRESH_MS = 60_000;

  const where = () =>
    new Promise((told) => {
      if (!navigator.geolocation) return told(null);
      return navigator.geolocation.getCurrentPosition(
        (found) => told(found.coords),
        () => told(null),
        { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: FRESH_MS },
      );
    });

  // Before all others: what keeps the form for later must find the place in it.
  addEventListener(
    "submit",
    async (event) => {
      const form = event.target;
      if (!form.matches("form[data-place]") || form.dataset.asked === "done") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (form.dataset.asked) return;
      form.dataset.asked = "asking";
      form.setAttribute("aria-busy", "true");
      const found = await where();
      for (const name of ["latitude", "longitude", "accuracy"]) {
        if (found) form.elements[name].value = found[name];
      }
      form.dataset.asked = "done";
      form.removeAttribute("aria-busy");
      form.requestSubmit(event.submitter || undefined);
      delete form.dataset.asked;
    },
    true,
  );
}
