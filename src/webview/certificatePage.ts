import { config } from '@vscode/l10n';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { html, render, type TemplateResult } from 'lit';
import type { HostMessage } from '../editors/protocol.ts';
import { detailsPart } from './details.ts';
import { findingsPart } from './findings.ts';
import { headerPart, problemPart } from './header.ts';
import { host } from './host.ts';
import { type ListActions, listPart, rowHeight } from './memberList.ts';
import { initialState, keptOf, type PageState, type ShownRow, shownRows } from './pageState.ts';

/** The page: one state, drawn anew when it changes, at most once a frame. */
let state: PageState = { ...initialState, ...host.kept() };
let rows: readonly ShownRow[] = [];
let isDrawing = false;

function change(part: Partial<PageState>): void {
  state = { ...state, ...part };
  rows = shownRows(state);
  host.keep(keptOf(state));
  draw();
}

function draw(): void {
  if (!isDrawing) {
    isDrawing = true;
    requestAnimationFrame(() => {
      isDrawing = false;
      render(page(), document.body);
      placeRows();
    });
  }
}

function page(): TemplateResult {
  if (state.problem) {
    return problemPart(state.problem.name, state.problem.message);
  }
  const list = listElement();
  const view = { top: list?.scrollTop ?? 0, height: list?.clientHeight ?? window.innerHeight };
  return html`${headerPart(state)}
    <main>
      ${findingsPart(state, choose)}
      <div class="columns">${listPart(state, rows, view, actions)}${detailsPart(state, choose)}</div>
    </main>`;
}

function listElement(): HTMLElement | undefined {
  return document.querySelector<HTMLElement>('.rows') ?? undefined;
}

/** What the policy of the page allows for positions: properties, no attributes. */
function placeRows(): void {
  const list = listElement();
  const space = list?.querySelector<HTMLElement>('.space');
  const shown = list?.querySelector<HTMLElement>('.window');
  if (list && space && shown) {
    space.style.height = `${rows.length * rowHeight}px`;
    shown.style.top = `${Number(list.dataset['first']) * rowHeight}px`;
  }
}

const actions: ListActions = {
  setMode: (mode) => change({ mode }),
  setFilter: (filter) => changeFromTop({ filter }),
  setShow: (show) => changeFromTop({ show }),
  sortBy: (sort) => changeFromTop({ sort, isDescending: state.sort === sort && !state.isDescending }),
  select: (position) => select(position),
  scrolled: draw,
  pressed: moveSelection,
};

/** Other rows, or in another order, are looked at from the first. */
function changeFromTop(part: Partial<PageState>): void {
  change(part);
  listElement()?.scrollTo({ top: 0 });
}

function select(position: number): void {
  if (state.selected !== position || state.details?.position !== position) {
    change({ selected: position });
    host.send({ type: 'details', position });
  }
}

/** Selects a certificate from elsewhere than the list, which then has to show it. */
function choose(position: number): void {
  if (!rows.some(({ row }) => row.position === position)) {
    change({ filter: '', show: 'all' });
  }
  select(position);
  reveal();
}

function reveal(): void {
  const list = listElement();
  const index = rows.findIndex(({ row }) => row.position === state.selected);
  if (list && index >= 0) {
    const top = index * rowHeight;
    if (top < list.scrollTop) {
      list.scrollTop = top;
    } else if (top + rowHeight > list.scrollTop + list.clientHeight) {
      list.scrollTop = top + rowHeight - list.clientHeight;
    }
    draw();
  }
}

function moveSelection(event: KeyboardEvent): void {
  const list = listElement();
  const screen = Math.max(1, Math.floor((list?.clientHeight ?? rowHeight) / rowHeight) - 1);
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: screen,
    PageUp: -screen,
    Home: -rows.length,
    End: rows.length,
  };
  const step = steps[event.key];
  if (step === undefined || rows.length === 0) {
    return;
  }
  event.preventDefault();
  const current = rows.findIndex(({ row }) => row.position === state.selected);
  const next =
    rows[
      current < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(current + step, 0), rows.length - 1)
    ];
  if (next) {
    select(next.row.position);
    reveal();
  }
}

function receive(message: HostMessage): void {
  switch (message.type) {
    case 'texts':
      config({ contents: { ...message.contents } });
      return;
    case 'file': {
      const { members, chain } = message.file;
      const isThere = members.some(({ position }) => position === state.selected);
      const selected = isThere ? state.selected : chain[0]?.position;
      change({ file: message.file, problem: undefined, findings: undefined, details: undefined, selected });
      if (selected !== undefined) {
        host.send({ type: 'details', position: selected });
      }
      return;
    }
    case 'problem':
      return change({ problem: message, file: undefined, details: undefined, findings: undefined });
    case 'findings':
      return change({ findings: message.findings });
    case 'details':
      return message.details.position === state.selected ? change({ details: message.details }) : undefined;
    case 'select':
      return choose(message.position);
    case 'comparison':
      return change({
        comparison: message.comparison,
        ...(message.comparison || (state.show !== 'onlyHere' && state.show !== 'common')
          ? {}
          : { show: 'all' }),
      });
  }
}

host.listen(receive);
window.addEventListener('resize', draw);
draw();
host.send({ type: 'ready' });
