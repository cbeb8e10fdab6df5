import type * as vscode from 'vscode';

/** Pressed in place of an answer. From the global registry, so that it is one also for tests that are a bundle of their own. */
export const back = Symbol.for('cbaPki.back');
export type Back = typeof back;

/** Where in a wizard a question stands. */
export interface Frame {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
  readonly canGoBack: boolean;
}

/** A row of a pick. Without a value it only tells something: choosing it does nothing. */
export interface PickRow<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly icon?: string;
  readonly value?: T;
  readonly separator?: boolean;
}

export interface PickQuestion<T> {
  readonly placeholder: string;
  readonly rows: readonly PickRow<T>[] | Promise<readonly PickRow<T>[]>;
  /** Whether a row is the one to begin with. */
  readonly isActive?: (value: T) => boolean;
}

/** A pick of several rows, of which some are ticked to begin with. */
export interface PickManyQuestion<T> {
  readonly placeholder: string;
  readonly rows: readonly (PickRow<T> & { readonly picked: boolean; readonly value: T })[];
}

export interface TextQuestion {
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value: string;
  /** A sentence on what is wrong, or undefined where the text will do. */
  readonly validate: (text: string) => string | undefined;
  /** Is told of every change while somebody types. */
  readonly onChange?: (text: string) => void;
  /** Keeps what was typed when Back is pressed before it was accepted. */
  readonly remember?: (text: string) => void;
  /** Whether the text is a secret that must not be read off the screen. */
  readonly isSecret?: (text: string) => boolean;
}

/** A kind of files, by their endings. */
export interface FileFilter {
  readonly name: string;
  readonly extensions: readonly string[];
}

/** Questions as a port: VS Code's quick inputs in life, queued answers in tests. Escape throws a `CancelledError`. */
export interface Prompts {
  pick<T>(frame: Frame, question: PickQuestion<T>): Promise<T | Back>;
  /** At least one row has to be ticked. */
  pickMany<T>(frame: Frame, question: PickManyQuestion<T>): Promise<readonly T[] | Back>;
  text(frame: Frame, question: TextQuestion): Promise<string | Back>;
  /** VS Code's dialog to choose a file of a kind, or any other. Undefined where none was chosen. */
  openFile(title: string, kind: FileFilter): Promise<vscode.Uri | undefined>;
  /** The same for several files and folders; empty where none was chosen. */
  openFiles(title: string, kind: FileFilter): Promise<readonly vscode.Uri[]>;
  /** The same for a folder to write into. */
  openFolder(title: string, suggestion: vscode.Uri | undefined): Promise<vscode.Uri | undefined>;
  /** VS Code's dialog to name a file to write. It asks before one is replaced. */
  saveFile(
    title: string,
    suggestion: vscode.Uri | undefined,
    kind: FileFilter,
  ): Promise<vscode.Uri | undefined>;
}
