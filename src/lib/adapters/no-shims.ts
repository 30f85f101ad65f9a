/**
 * Stands in for webrtc-adapter, which PeerJS brings along to mend browsers of before 2020: 12 kB for
 * everybody, and none of the browsers that Beside speaks to needs them. What PeerJS asks of it is only
 * whether this browser can do WebRTC, which the page has asked the browser itself before it gets here.
 */
export default { browserDetails: { browser: 'chrome', version: 100 } };
