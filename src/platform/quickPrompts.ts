import * as vscode from 'vscode';
import { CancelledError } from './failure.ts';
import {
  type Back,
  back,
  type FileFilter,
  type Frame,
  type PickManyQuestion,
  type PickQuestion,
  type PickRow,
  type Prompts,
  type TextQuestion,
} from './prompts.ts';

interface QuickInput extends vscode.QuickInput {
  buttons: readonly vscode.QuickInputButton[];
  readonly onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
}

/** VS Code's quick pick and input box. */
export const quickPrompts: Prompts = { pick, pickMany, text, openFile, openFiles, openFolder, saveFile };

interface RowItem<T> extends vscode.QuickPickItem {
  readonly row: PickRow<T>;
}

function pick<T>(frame: Frame, question: PickQuestion<T>): Promise<T | Back> {
  const input = vscode.window.createQuickPick<RowItem<T>>();
  input.placeholder = question.placeholder;
  input.matchOnDescription = true;
  input.matchOnDetail = true;
  return ask<T>(frame, input, (resolve, reject) => {
    input.busy = true;
    void Promise.resolve(question.rows).then((rows) => {
      const items = rows.flatMap(linesOf).map(itemOf);
      const answers = items.filter(({ row }) => row.value !== undefined);
      const active =
        answers.find(({ row }) => row.value !== undefined && question.isActive?.(row.value)) ?? answers[0];
      // Whoever typed while the rows were on their way gets the first that matches.
      const typed = input.value.toLowerCase();
      const match = answers.find(({ row }) => row.label.toLowerCase().includes(typed));
      const first = typed === '' ? active : match;
      input.items = items;
      input.activeItems = first ? [first] : [];
      input.busy = false;
    }, reject);
    return [
      input.onDidAccept(() => {
        const value = (input.selectedItems[0] ?? input.activeItems[0])?.row.value;
        if (value !== undefined) {
          resolve(value);
        }
      }),
    ];
  });
}

function pickMany<T>(frame: Frame, question: PickManyQuestion<T>): Promise<readonly T[] | Back> {
  const input = vscode.window.createQuickPick<RowItem<T>>();
  input.placeholder = question.placeholder;
  input.canSelectMany = true;
  input.matchOnDescription = true;
  input.matchOnDetail = true;
  input.items = question.rows.map(itemOf);
  input.selectedItems = input.items.filter((_, index) => question.rows[index]?.picked === true);
  return ask<readonly T[]>(frame, input, (resolve) => [
    input.onDidAccept(() => {
      const values = input.selectedItems.flatMap(({ row }) => (row.value === undefined ? [] : [row.value]));
      if (values.length > 0) {
        resolve(values);
      }
    }),
  ]);
}

function text(frame: Frame, question: TextQuestion): Promise<string | Back> {
  const input = vscode.window.createInputBox();
  input.prompt = question.prompt;
  input.placeholder = question.placeholder;
  input.value = question.value;
  const check = (): void => {
    input.password = question.isSecret?.(input.value) ?? false;
    input.validationMessage = input.value === '' ? undefined : question.validate(input.value);
  };
  return ask<string>(frame, input, (resolve) => {
    check();
    return [
      input.onDidChangeValue((value) => {
        check();
        question.onChange?.(value);
      }),
      input.onDidTriggerButton(() => question.remember?.(input.value)),
      input.onDidAccept(() => {
        const problem = question.validate(input.value);
        input.validationMessage = problem;
        if (problem === undefined) {
          resolve(input.value);
        }
      }),
    ];
  });
}

async function openFile(title: string, { name, extensions }: FileFilter): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title,
    canSelectMany: false,
    filters: { [name]: [...extensions], [vscode.l10n.t('All files')]: ['*'] },
  });
  return chosen?.[0];
}

async function openFiles(title: string, { name, extensions }: FileFilter): Promise<readonly vscode.Uri[]> {
  const chosen = await vscode.window.showOpenDialog({
    title,
    canSelectMany: true,
    filters: { [name]: [...extensions], [vscode.l10n.t('All files')]: ['*'] },
  });
  return chosen ?? [];
}

async function openFolder(
  title: string,
  suggestion: vscode.Uri | undefined,
): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title,
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: false,
    ...(suggestion ? { defaultUri: suggestion } : {}),
  });
  return chosen?.[0];
}

async function saveFile(
  title: string,
  suggestion: vscode.Uri | undefined,
  { name, extensions }: FileFilter,
): Promise<vscode.Uri | undefined> {
  return vscode.window.showSaveDialog({
    title,
    filters: { [name]: [...extensions] },
    ...(suggestion ? { defaultUri: suggestion } : {}),
  });
}

/** Most characters of a line that can be read in a pick at its usual width. */
const lineLength = 84;

/** A long sentence that only tells something, as several rows: a pick cuts off what does not fit into one. */
function linesOf<T>(row: PickRow<T>): PickRow<T>[] {
  if (row.value !== undefined || row.label.length <= lineLength) {
    return [row];
  }
  const lines = row.label.match(new RegExp(`.{1,${lineLength}}(?:\\s+|$)|\\S+`, 'g')) ?? [row.label];
  return lines.map((line, index) => ({
    label: line.trim(),
    icon: index === 0 ? (row.icon ?? 'blank') : 'blank',
  }));
}

function itemOf<T>(row: PickRow<T>): RowItem<T> {
  return {
    row,
    label: row.icon ? `$(${row.icon}) ${row.label}` : row.label,
    ...(row.separator ? { kind: vscode.QuickPickItemKind.Separator } : {}),
    ...(row.description === undefined ? {} : { description: row.description }),
    ...(row.detail === undefined ? {} : { detail: row.detail }),
    // What only tells something stays in sight while the user types.
    alwaysShow: row.value === undefined,
  };
}

/** Shows an input and waits for an answer, Back or Escape. */
async function ask<T>(
  frame: Frame,
  input: QuickInput,
  listen: (resolve: (value: T) => void, reject: (error: unknown) => void) => vscode.Disposable[],
): Promise<T | Back> {
  input.title = frame.title;
  if (frame.totalSteps > 1) {
    input.step = frame.step;
    input.totalSteps = frame.totalSteps;
  }
  input.ignoreFocusOut = true;
  input.buttons = frame.canGoBack ? [vscode.QuickInputButtons.Back] : [];
  const disposables: vscode.Disposable[] = [input];
  try {
    return await new Promise<T | Back>((resolve, reject) => {
      disposables.push(
        ...listen(resolve, reject),
        input.onDidTriggerButton(() => resolve(back)),
        input.onDidHide(() => reject(new CancelledError())),
      );
      input.show();
    });
  } finally {
    vscode.Disposable.from(...disposables).dispose();
  }
}
