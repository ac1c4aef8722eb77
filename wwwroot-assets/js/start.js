// Plotly's script is large, and running it keeps a slow machine busy for a second. Plotly.Blazor would load it when the
// first chart is rendered, in the middle of a live page; it is loaded here instead, by Plotly.Blazor's own module, which
// then finds it there. The circuit is opened after it: from then on the page answers at once and the map only draws.
const script = document.querySelector("link[rel=preload][href*='/plotly-'][as=script]").getAttribute("href");

import(new URL("./_content/Plotly.Blazor/plotly-interop-7.2.0.js", document.baseURI))
  .then((plotly) => plotly.importScript("plotly-import", `./${script}`))
  .catch((fault) => console.error(fault))
  .then(() => window.Blazor.start());
