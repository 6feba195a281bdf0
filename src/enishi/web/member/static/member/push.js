// What the service worker does with a push: shows it, and opens our page on the tap.
// sw.js imports this file (importScripts).

self.addEventListener("push", (event) => {
  if (!event.data) return;
  const told = event.data.json();
  const shown = self.registration.showNotification(told.title || "縁 Enishi", {
    body: told.text,
    tag: told.tag, // a second try of the same message takes the place of the first
    icon: "/static/design/icon-192.png",
    badge: "/static/design/icon-192.png",
    data: { link: told.link },
  });
  event.waitUntil(shown);
});

// Only a page of ours is opened, whatever a message says.
function ours(link) {
  const address = new URL(link || "/me/messages", self.location.origin);
  return address.origin === self.location.origin ? address.href : `${self.location.origin}/me/messages`;
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const link = ours(event.notification.data && event.notification.data.link);
  const opened = self.clients.matchAll({ type: "window" }).then((windows) => {
    const found = windows.find((one) => one.url === link);
    return found ? found.focus() : self.clients.openWindow(link);
  });
  event.waitUntil(opened);
});
