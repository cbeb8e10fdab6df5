import type { HostMessage, PageMessage } from '../editors/protocol.ts';
import type { KeptState } from './pageState.ts';

declare function acquireVsCodeApi(): {
  postMessage(message: PageMessage): void;
  getState(): KeptState | undefined;
  setState(state: KeptState): void;
};

/** The editor behind the page. VS Code gives it out once. */
const api = acquireVsCodeApi();

export const host = {
  send: (message: PageMessage): void => api.postMessage(message),
  /** What the page showed before it was hidden or the window was loaded anew. */
  kept: (): KeptState | undefined => api.getState(),
  keep: (state: KeptState): void => api.setState(state),
  listen: (listener: (message: HostMessage) => void): void =>
    window.addEventListener('message', (event: MessageEvent<HostMessage>) => listener(event.data)),
};
