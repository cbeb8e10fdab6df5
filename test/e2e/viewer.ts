import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Frame, Page } from '@playwright/test';
import { expect } from './workbench.ts';

const axeSource = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** The page of the viewer that is in front, once it has shown its file and what the rules say of it. */
export async function viewerPage(page: Page): Promise<Frame> {
  let found: Frame | undefined;
  await expect(async () => {
    found = undefined;
    for (const frame of page.frames()) {
      if (
        (await isInFront(frame)) &&
        (await frame.locator('h2, .problem').first().isVisible({ timeout: 500 }))
      ) {
        found = frame;
      }
    }
    expect(found).toBeDefined();
  }).toPass({ timeout: 30_000 });
  if (!found) {
    throw new Error('There is no viewer.');
  }
  return found;
}

async function isInFront(frame: Frame): Promise<boolean> {
  try {
    return await frame.locator('body > header, body > .problem').first().isVisible({ timeout: 500 });
  } catch {
    return false; // a frame that went away meanwhile
  }
}

/** What axe finds in the page: one line for each kind of fault, with the elements. */
export async function accessibilityFaults(frame: Frame): Promise<readonly string[]> {
  await frame.evaluate(await readFile(axeSource, 'utf8'));
  return frame.evaluate<readonly string[]>(async () => {
    const axe: {
      run(): Promise<{
        passes: readonly unknown[];
        violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[];
      }>;
    } = Reflect.get(globalThis, 'axe');
    const { violations, passes } = await axe.run();
    if (passes.length < 5) {
      return ['axe has looked at next to nothing'];
    }
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('\n')}`,
    );
  });
}
