/** Whether the operator has blocked an account. Asked at sign-in and at the door. */

/** What keeps the list answers this; accounts are the server's own names for them (ticket.ts). */
export interface BlockList {
  isBlocked(account: string): Promise<boolean>;
}

/** Where nobody keeps a list, nobody is blocked. */
export async function isBlocked(env: { readonly BLOCK_LIST?: BlockList }, account: string): Promise<boolean> {
  return (await env.BLOCK_LIST?.isBlocked(account)) ?? false;
}
