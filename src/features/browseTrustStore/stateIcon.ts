import { type Configuration, stateOf } from '../../graph/model.ts';

/** Codicon for the state of a configuration; the same in the tree and in pickers. */
export function stateIcon(configuration: Configuration): string {
  switch (stateOf(configuration)) {
    case 'running':
      return 'loading~spin';
    case 'succeeded':
      return 'pass';
    case 'failed':
      return 'error';
    case 'other':
      return 'question';
  }
}
