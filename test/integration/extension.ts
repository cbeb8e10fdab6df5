import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { Services } from '../../src/composition.ts';
import type { Configuration } from '../../src/graph/model.ts';
import type { TreeNode } from '../../src/views/treeNode.ts';
import { type QueuedAnswer, QueuedPrompts } from '../support/queuedPrompts.ts';

export const extensionId = 'cba-pki.entra-cba-pki';

/** The services of the extension that runs here. */
export async function services(): Promise<Services> {
  const extension = vscode.extensions.getExtension<Services>(extensionId);
  assert.ok(extension, 'the extension is installed');
  return extension.activate();
}

/** Opens the sandbox tenant with its sample data. */
export async function openSandbox(): Promise<Services> {
  const running = await services();
  await running.connection.resetSandbox();
  return running;
}

/**
 * Runs a command with queued answers, and presses Escape when they are used up, if that is the end that is wanted.
 * Returns what was asked; every answer must have been used.
 */
export async function runWithAnswers(
  command: string,
  args: readonly unknown[],
  answers: readonly QueuedAnswer[],
  end: 'done' | 'escape' = 'done',
): Promise<QueuedPrompts> {
  const prompts = new QueuedPrompts(
    answers,
    end === 'escape' ? () => new vscode.CancellationError() : undefined,
  );
  (await services()).setPrompts(prompts);
  await vscode.commands.executeCommand(command, ...args);
  if (prompts.surprise) {
    throw prompts.surprise;
  }
  assert.deepEqual(prompts.unused, [], 'answers that no question asked for');
  return prompts;
}

/** Waits until something is so. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const started = Date.now();
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) {
      return found;
    }
    if (Date.now() - started > 30_000) {
      throw new Error(`${what}: not within 30 seconds`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export async function configurationNamed(name: string): Promise<Configuration> {
  const { items } = await (await services()).model.configurations();
  const found = items.find(({ displayName }) => displayName === name);
  assert.ok(found, `there is a configuration ${name}`);
  return found;
}

export async function rowOf(name: string): Promise<TreeNode> {
  const { view } = await services();
  const row = (await view.getChildren()).find(
    (node) => node.kind === 'configuration' && node.configuration.displayName === name,
  );
  assert.ok(row, `there is a row ${name}`);
  return row;
}

/** Names of the authorities of a configuration, as the tree shows them. */
export async function authorityRows(name: string): Promise<string[]> {
  const { view } = await services();
  return (await view.getChildren(await rowOf(name))).flatMap((node) =>
    node.kind === 'authority' ? [node.authority.displayName] : [],
  );
}

/** Waits until no upload is under way, and returns the configuration as it then is. */
export async function afterUpload(name: string): Promise<Configuration> {
  const { journal, model } = await services();
  await eventually('the end of the upload', () => journal.entries.length === 0);
  model.refresh();
  return configurationNamed(name);
}
