// The running clock beside the word of the day: the server's time, told to the second.

for (const told of document.querySelectorAll("[data-clock]")) {
  const ahead = new Date(told.dataset.at).getTime() - Date.now();
  const format = new Intl.DateTimeFormat("ja-JP", { timeZone: "Asia/Tokyo", hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
  const tick = () => {
    told.textContent = format.format(new Date(Date.now() + ahead));
  };
  tick();
  setInterval(tick, 1000);
}
