import { type Back, back, type Frame, type Prompts } from './prompts.ts';

/** One question of a wizard. It writes its answer into the state, and finds there what was entered before. */
export interface WizardStep<State> {
  /** Whether the question has to be asked, given what is known so far. */
  readonly isNeeded: (state: State) => boolean;
  /** Asks. Resolves to {@link back} to return to the question before. */
  readonly ask: (state: State, frame: Frame, prompts: Prompts) => Promise<Back | undefined>;
}

/**
 * Asks one question after the other. Back returns to the one before with its answer kept; Escape ends it all by the
 * `CancelledError` of the prompt.
 * @param start `last` begins at the last question, with the state's answers to those before it
 */
export async function runWizard<State>(
  prompts: Prompts,
  title: string,
  steps: readonly WizardStep<State>[],
  state: State,
  start: 'first' | 'last' = 'first',
): Promise<void> {
  const needed = (): number[] => steps.flatMap((step, index) => (step.isNeeded(state) ? [index] : []));
  const asked = start === 'last' ? needed().slice(0, -1) : [];
  for (;;) {
    const rest = needed().filter((index) => index > (asked.at(-1) ?? -1));
    const [current] = rest;
    const step = current === undefined ? undefined : steps[current];
    if (current === undefined || !step) {
      return;
    }
    const frame: Frame = {
      title,
      step: asked.length + 1,
      totalSteps: asked.length + rest.length,
      canGoBack: asked.length > 0,
    };
    if ((await step.ask(state, frame, prompts)) === back) {
      asked.pop();
    } else {
      asked.push(current);
    }
  }
}

/** Waits for an answer and keeps it, unless Back was pressed: the shape of most steps. */
export async function keepAnswer<T>(
  answer: Promise<T | Back>,
  keep: (value: T) => unknown,
): Promise<Back | undefined> {
  const value = await answer;
  if (value === back) {
    return back;
  }
  await keep(value);
  return undefined;
}
