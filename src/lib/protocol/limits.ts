/**
 * Every limit the product promises, in one place, so that page, worker and the written protocol
 * cannot disagree. A unit stands in each name.
 */

/** A code waits this long for somebody to type it. */
export const CODE_LIFETIME_MS = 10 * 60_000;
/** A session ends after this long, whatever happens; the page warns `SESSION_WARNING_MS` before. */
export const SESSION_LIFETIME_MS = 12 * 60 * 60_000;
export const SESSION_WARNING_MS = 5 * 60_000;

/** No answer to "Allow … to see your screen?" in this time is a Decline; the same for mouse and keyboard. */
export const CONSENT_TIMEOUT_MS = 2 * 60_000;
/** "Is everything all right?" is asked this often, and an unanswered one ends the session. */
export const CHECK_IN_EVERY_MS = 30 * 60_000;
export const CHECK_IN_TIMEOUT_MS = 5 * 60_000;
/** "This is how scams start": going on anyway is possible only after this long. Time is what breaks a spell. */
export const WARNING_PAUSE_MS = 30_000;
/** "Allow … to use your mouse and keyboard?": Allow cannot be pressed by habit in this time. */
export const CONTROL_PAUSE_MS = 3_000;
/** A helper may ask for control once in this time, counted from the question and again from its answer. */
export const CONTROL_REST_MS = 20_000;
/** After so many times No, nobody is asked for control again in this session. */
export const MAX_CONTROL_DENIALS = 3;
/** One step of pairing may take this long before it counts as a connection problem. */
export const PAIRING_STEP_TIMEOUT_MS = 15_000;
/** From "paired" to a proven link. Slow relays need several seconds; beyond this nobody is coming. */
export const CONNECT_TIMEOUT_MS = 30_000;

/** Wrong confirmations, and completed runs of any outcome, after which the helper's page drops the code. */
export const MAX_WRONG_CONFIRMATIONS = 3;
export const MAX_PAIRING_RUNS = 10;

/** More joins than this in a minute, on the whole server, of which many fail, are somebody guessing: then joining costs work. */
export const JOINS_BEFORE_WORK = 200;
/** 2^18 hashes: about half a second in a browser. More than the maximum no page takes on. */
export const WORK_BITS = 18;
export const MAX_WORK_BITS = 24;

/** How often each side says that it is there, and after how much silence the other believes it is not. */
export const HEARTBEAT_MS = 500;
export const PATH_QUIET_MS = 2_000;
export const PATH_LOST_MS = 120_000;

/** Signaling socket: one frame, in UTF-16 code units of its text. */
export const MAX_SIGNALING_CHARS = 65_536;
/** Data channel: one frame. */
export const MAX_MESSAGE_CHARS = 16_384;
/** Malformed frames a healthy session survives; the last one ends it with a named reason. */
export const MAX_BAD_FRAMES = 20;

export const MAX_CHAT_CHARS = 2_000;
export const MAX_NAME_CHARS = 80;
export const MAX_STROKE_POINTS = 2_000;
export const MAX_STROKES = 500;
/** Short on purpose: a label must never be able to pass for a dialog of the system. */
export const MAX_LABEL_CHARS = 64;
/** Ink that is not kept disappears this long after it was finished. */
export const INK_LIFETIME_MS = 8_000;
