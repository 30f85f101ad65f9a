/** The words of the operator's page; a new kind does not build until it is worded. */
import type { BrowserFamily, EndReason, ErrorKind, Feature } from '#protocol/tally.ts';

export const REFUSED = {
  'not-for-you': 'That is not the token of this server. Check it, then try again.',
  'no-desk':
    'This server has no operator’s token yet. Start it with ADMIN_TOKEN set to 20 characters or more, then load this page again.',
  'too-many-tries': 'Too many tries. Wait a minute, then try again.',
  unreachable: 'The server did not answer. Check your connection, then try again.',
} as const;
export type Refused = keyof typeof REFUSED;

export const REASONS = {
  stopped: 'The sharer stopped',
  'helper-left': 'The helper left',
  declined: 'The sharer declined',
  'no-answer': 'The sharer did not answer',
  'capture-ended': 'Sharing was stopped in the browser',
  'check-in': 'Nobody answered “Is everything all right?”',
  'time-limit': 'Twelve hours were over',
  'never-connected': 'The two computers never met',
  lost: 'The connection was lost',
  'not-private': 'The connection was not private',
  'too-old': 'A page was out of date',
  'protocol-error': 'A page sent nonsense',
  failed: 'A page failed',
  vanished: 'Both pages were gone',
} as const satisfies Record<EndReason, string>;

export const FEATURES = {
  view: 'Seeing the screen',
  control: 'Mouse and keyboard',
  chat: 'Chat',
  drawing: 'Drawing',
  laser: 'Laser pointer',
  still: 'Still picture',
  pause: 'Pause',
  change: 'Another choice of what to share',
} as const satisfies Record<Feature, string>;

export const ERRORS = {
  interrupted: 'The line between the two was interrupted',
  'server-gone': 'A page lost the server for a while',
  'capture-failed': 'The browser could not show the screen',
  'no-still': 'A still picture did not come',
} as const satisfies Record<ErrorKind, string>;

export const BROWSERS = {
  chrome: 'Chrome',
  edge: 'Edge',
  firefox: 'Firefox',
  opera: 'Opera',
  safari: 'Safari',
  samsung: 'Samsung Internet',
  other: 'Another one',
  unknown: 'Not said',
} as const satisfies Record<BrowserFamily, string>;
