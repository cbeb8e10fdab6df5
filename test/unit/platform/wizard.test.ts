import { describe, expect, it } from 'vitest';
import { back, type Frame } from '../../../src/platform/prompts.ts';
import { runWizard, type WizardStep } from '../../../src/platform/wizard.ts';
import { type QueuedAnswer, QueuedPrompts } from '../../support/queuedPrompts.ts';

interface State {
  color?: string;
  shade?: string;
  name?: string;
}

const textStep = (key: keyof State, isNeeded: (state: State) => boolean = () => true): WizardStep<State> => ({
  isNeeded,
  ask: async (state, frame, prompts) => {
    const answer = await prompts.text(frame, {
      prompt: key,
      value: state[key] ?? '',
      validate: () => undefined,
    });
    if (answer === back) {
      return back;
    }
    state[key] = answer;
    return undefined;
  },
});

const steps = [textStep('color'), textStep('shade', ({ color }) => color === 'red'), textStep('name')];

async function run(answers: readonly QueuedAnswer[], state: State = {}, start?: 'last') {
  const prompts = new QueuedPrompts(answers);
  await runWizard(prompts, 'Paint', steps, state, start);
  const asked = prompts.seen.map(({ text, frame }) => `${text} ${frame.step}/${frame.totalSteps}`);
  return { state, asked, frames: prompts.seen.map(({ frame }): Frame => frame), unused: prompts.unused };
}

describe('a wizard', () => {
  it('asks what is needed, numbers the steps and gives every step the title', async () => {
    const { state, asked, frames } = await run([{ type: 'blue' }, { type: 'sky' }]);
    expect(state).toEqual({ color: 'blue', name: 'sky' });
    expect(asked).toEqual(['color 1/2', 'name 2/2']);
    expect(frames.map(({ title, canGoBack }) => [title, canGoBack])).toEqual([
      ['Paint', false],
      ['Paint', true],
    ]);
  });

  it('asks more when an answer asks for it', async () => {
    const { asked } = await run([{ type: 'red' }, { type: 'dark' }, { type: 'wine' }]);
    expect(asked).toEqual(['color 1/2', 'shade 2/3', 'name 3/3']);
  });

  it('goes back to the question that was asked before, with its answer kept', async () => {
    const { state, asked } = await run([
      { type: 'red' },
      { type: 'dark' },
      back,
      { type: 'pale' },
      { type: 'rose' },
    ]);
    expect(asked).toEqual(['color 1/2', 'shade 2/3', 'name 3/3', 'shade 2/3', 'name 3/3']);
    expect(state).toEqual({ color: 'red', shade: 'pale', name: 'rose' });
  });

  it('leaves out a question that an earlier answer made needless after going back', async () => {
    const { asked } = await run([{ type: 'red' }, back, { type: 'blue' }, { type: 'sky' }]);
    expect(asked).toEqual(['color 1/2', 'shade 2/3', 'color 1/3', 'name 2/2']);
  });

  it('can begin at the last question, and still go back from there', async () => {
    const { asked, state } = await run(
      [back, { type: 'green' }, { type: 'moss' }],
      { color: 'blue', name: 'sky' },
      'last',
    );
    expect(asked).toEqual(['name 2/2', 'color 1/2', 'name 2/2']);
    expect(state).toEqual({ color: 'green', name: 'moss' });
  });
});
