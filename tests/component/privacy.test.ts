/** That the privacy page says all that the server can keep, and how long. */
import { render, screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { BLOCK_FIELDS, REPORT_FIELDS } from '#protocol/kept-report.ts';
import type { Field } from '#protocol/kept.ts';
import { RECORD_FIELDS } from '#protocol/record.ts';
import Privacy from '#lib/ui/info/Privacy.svelte';

describe('the privacy page', () => {
  it.each([
    ['Kept for 72 hours at most, and then deleted', RECORD_FIELDS],
    ['Kept until 72 hours after the session began, and then deleted', REPORT_FIELDS],
    ['Kept until the account is let in again', BLOCK_FIELDS],
  ])('names every field: %s', (name, fields) => {
    render(Privacy);
    const rows = within(screen.getByRole('table', { name })).getAllByRole('row').slice(1);
    expect(rows.map((row) => row.textContent.trim())).toEqual(
      Object.values<Field>(fields).map(({ name, says }) => name + says),
    );
  });
});
