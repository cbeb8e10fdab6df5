import type * as vscode from 'vscode';
import {
  type Back,
  back,
  type Frame,
  type PickManyQuestion,
  type PickQuestion,
  type Prompts,
  type TextQuestion,
} from '../../src/platform/prompts.ts';

/** An answer to the next question: part of a row's label, a text to type, Back, or a file for the dialog. */
export type QueuedAnswer =
  | { readonly pick: string }
  | { readonly type: string }
  | { readonly file: vscode.Uri | undefined }
  /** What stays ticked, by parts of the labels; `as it is` leaves the ticks alone. */
  | { readonly picks: readonly string[] | 'as it is' }
  | { readonly files: readonly vscode.Uri[] }
  | { readonly folder: vscode.Uri | undefined }
  | { readonly save: vscode.Uri | undefined }
  | Back;

/** What was asked, as a person would have seen it. */
export interface SeenQuestion {
  readonly frame: Frame;
  readonly text: string;
  readonly rows: readonly string[];
  /** The label of the row on which the cursor stands, where the question puts it on one. */
  readonly active?: string | undefined;
}

/** Answers questions from a queue, and fails on one that nobody expected. */
export class QueuedPrompts implements Prompts {
  readonly seen: SeenQuestion[] = [];
  /** Set when a question came that no answer was queued for. */
  surprise: Error | undefined;
  readonly #answers: QueuedAnswer[];
  readonly #atEnd: (() => Error) | undefined;

  /** @param atEnd what to throw once the answers are used up; without it, that is a surprise */
  constructor(answers: readonly QueuedAnswer[], atEnd?: () => Error) {
    this.#answers = [...answers];
    this.#atEnd = atEnd;
  }

  get unused(): readonly QueuedAnswer[] {
    return this.#answers;
  }

  async pick<T>(frame: Frame, question: PickQuestion<T>): Promise<T | Back> {
    const rows = await question.rows;
    const labels = rows.map(({ label, description, detail }) =>
      [label, description, detail].filter((part) => part !== undefined).join(' | '),
    );
    const active = rows.find(
      ({ value }) => value !== undefined && question.isActive?.(value) === true,
    )?.label;
    this.seen.push({ frame, text: question.placeholder, rows: labels, active });
    const answer = this.#next(question.placeholder);
    if (answer === back) {
      return back;
    }
    const row = rows.find(
      ({ label, value }) => value !== undefined && 'pick' in answer && label.includes(answer.pick),
    );
    if (row?.value === undefined) {
      throw this.#surprised(`No row for ${JSON.stringify(answer)} among ${JSON.stringify(labels)}`);
    }
    return row.value;
  }

  async pickMany<T>(frame: Frame, question: PickManyQuestion<T>): Promise<readonly T[] | Back> {
    const rows = question.rows.map(({ label, description, picked }) =>
      [picked ? '[x]' : '[ ]', label, description ?? ''].join(' '),
    );
    this.seen.push({ frame, text: question.placeholder, rows });
    const answer = this.#next(question.placeholder);
    if (answer === back) {
      return back;
    }
    if (!('picks' in answer)) {
      throw this.#surprised(`${question.placeholder}: ticks were expected`);
    }
    const { picks } = answer;
    return question.rows.flatMap(({ label, picked, value }) => {
      const stays = picks === 'as it is' ? picked : picks.some((part) => label.includes(part));
      return stays ? [value] : [];
    });
  }

  async openFiles(title: string): Promise<readonly vscode.Uri[]> {
    const answer = this.#next(title);
    if (answer === back || !('files' in answer)) {
      throw this.#surprised(`${title}: files were expected`);
    }
    return answer.files;
  }

  async openFolder(title: string): Promise<vscode.Uri | undefined> {
    const answer = this.#next(title);
    if (answer === back || !('folder' in answer)) {
      throw this.#surprised(`${title}: a folder was expected`);
    }
    return answer.folder;
  }

  async saveFile(title: string): Promise<vscode.Uri | undefined> {
    const answer = this.#next(title);
    if (answer === back || !('save' in answer)) {
      throw this.#surprised(`${title}: a name to save was expected`);
    }
    return answer.save;
  }

  async text(frame: Frame, question: TextQuestion): Promise<string | Back> {
    this.seen.push({ frame, text: question.prompt, rows: [] });
    for (;;) {
      const answer = this.#next(question.prompt);
      if (answer === back) {
        return back;
      }
      if (!('type' in answer)) {
        throw this.#surprised(
          `${question.prompt}: a text was expected, and ${JSON.stringify(answer)} queued`,
        );
      }
      const problem = question.validate(answer.type);
      if (problem === undefined) {
        return answer.type;
      }
      this.seen.push({ frame, text: problem, rows: [] });
    }
  }

  async openFile(title: string): Promise<vscode.Uri | undefined> {
    this.seen.push({ frame: { title, step: 0, totalSteps: 0, canGoBack: false }, text: title, rows: [] });
    const answer = this.#next(title);
    if (answer === back || !('file' in answer)) {
      throw this.#surprised(`${title}: a file was expected`);
    }
    return answer.file;
  }

  #next(question: string): QueuedAnswer {
    const answer = this.#answers.shift();
    if (answer === undefined) {
      throw this.#atEnd?.() ?? this.#surprised(`Nobody expected the question: ${question}`);
    }
    return answer;
  }

  #surprised(message: string): Error {
    this.surprise = new Error(message);
    return this.surprise;
  }
}
