// Runs in a script world of its own, before the page's scripts. It alone holds the channel to the program.
(() => {
  "use strict";
  const longest = 64 * 1024;
  new QWebChannel(qt.webChannelTransport, (channel) => {
    const port = channel.objects.port;
    port.toPage.connect((text) => {
      document.dispatchEvent(new CustomEvent("bedside-host", { detail: text }));
    });
    document.addEventListener("bedside-page", (event) => {
      if (typeof event.detail === "string" && event.detail.length <= longest) {
        port.fromPage(event.detail);
      }
    });
    document.dispatchEvent(new CustomEvent("bedside-linked"));
  });
})();
