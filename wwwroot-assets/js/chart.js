// start.js has loaded Plotly before the circuit was opened, or could not.
export const isMissing = () => !window.Plotly;
