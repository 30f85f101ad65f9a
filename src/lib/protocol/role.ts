/** The two people of a session. */
export type Role = 'sharer' | 'helper';
