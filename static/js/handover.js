// The place of a hand-over, on a tap and only where the connection is secure; the form works without it.

const button = document.querySelector("[data-place]");
if (button && isSecureContext && navigator.geolocation) {
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        button.form.elements.lintang.value = Math.round(coords.latitude * 1e6);
        button.form.elements.bujur.value = Math.round(coords.longitude * 1e6);
        button.textContent = gettext("Lokasi disertakan");
      },
      () => { button.textContent = gettext("Lokasi tidak didapat"); },
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
    );
  });
}
