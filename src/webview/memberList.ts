import { t } from '@vscode/l10n';
import { html, svg, type TemplateResult } from 'lit';
import type { ChainPlace } from '../editors/protocol.ts';
import type { Mode, PageState, Show, ShownRow, SortKey } from './pageState.ts';
import { icon, severitySign, when } from './parts.ts';
import { kindText, severityText, validityText } from './texts.ts';
import { axisOf, type TimeAxis } from './timeAxis.ts';

/** Height of a row in CSS pixels. The styles have the same. */
export const rowHeight = 26;

/** Rows beyond the edge of what can be seen, so that scrolling never shows a gap. */
const overscan = 8;

/** Deepest place that is still moved to the right. */
const deepest = 10;

export interface ListActions {
  readonly setMode: (mode: Mode) => void;
  readonly setFilter: (filter: string) => void;
  readonly setShow: (show: Show) => void;
  readonly sortBy: (key: SortKey) => void;
  readonly select: (position: number) => void;
  readonly scrolled: () => void;
  readonly pressed: (event: KeyboardEvent) => void;
}

/** The certificates: as chains, as a table, or on a time axis. Only rows that can be seen are in the page. */
export function listPart(
  state: PageState,
  rows: readonly ShownRow[],
  view: { readonly top: number; readonly height: number },
  actions: ListActions,
): TemplateResult {
  const { mode, file, selected } = state;
  const first = Math.max(0, Math.floor(view.top / rowHeight) - overscan);
  const last = Math.min(rows.length, Math.ceil((view.top + view.height) / rowHeight) + overscan);
  const axis = mode === 'timeline' && file ? axisOf(file.members, file.now) : undefined;
  const isSelectedShown = rows.slice(first, last).some(({ row }) => row.position === selected);
  return html`<section class="members" aria-label=${t('Certificates')}>
    ${toolbar(state, rows.length, actions)}
    ${mode === 'list' ? columnHeads(state, actions) : ''}${axis ? axisPart(axis) : ''}
    <div
      class="rows ${mode}"
      tabindex="0"
      role="listbox"
      aria-label=${t('Certificates')}
      aria-activedescendant=${isSelectedShown ? `row-${selected}` : ''}
      data-first=${first}
      data-count=${rows.length}
      @scroll=${actions.scrolled}
      @keydown=${actions.pressed}
    >
      <div class="space" role="presentation">
        <div class="window" role="presentation">
          ${rows
            .slice(first, last)
            .map((each, index) =>
              rowPart(each, { index: first + index, count: rows.length, selected, mode, axis }, actions),
            )}
        </div>
      </div>
    </div>
    ${when(rows.length === 0, () => html`<p class="empty" role="status">${file?.members.length === 0 ? t('There is no certificate in this file.') : t('No certificate is like that.')}</p>`)}
  </section>`;
}

function toolbar(state: PageState, count: number, actions: ListActions): TemplateResult {
  const { mode, filter, show, file, comparison } = state;
  const modes: readonly (readonly [Mode, string])[] = [
    ['chain', t('Chains')],
    ['list', t('List')],
    ['timeline', t('Timeline')],
  ];
  const shows: readonly (readonly [Show, string])[] = [
    ['all', t('All')],
    ['findings', t('With errors or warnings')],
    ['expired', t('Expired or soon')],
    ['authorities', t('CAs')],
    ['others', t('Not CAs')],
    ...(comparison ? [['onlyHere', t('Only here')] as const, ['common', t('In both')] as const] : []),
  ];
  const total = file?.members.length ?? 0;
  return html`<div class="toolbar">
    <div class="modes" role="group" aria-label=${t('Show as')}>
      ${modes.map(
        ([each, text]) =>
          html`<button class="mode" aria-pressed=${mode === each} @click=${() => actions.setMode(each)}>${text}</button>`,
      )}
    </div>
    <vscode-textfield
      class="filter"
      .label=${t('Filter certificates')}
      placeholder=${t('Filter by name, thumbprint, serial number')}
      .value=${filter}
      @input=${(event: Event) => actions.setFilter(valueIn(event))}
    ></vscode-textfield>
    <vscode-single-select
      class="show"
      .label=${t('Which certificates')}
      @change=${(event: Event) => actions.setShow(showOf(valueIn(event)))}
    >
      ${shows.map(
        ([each, text]) =>
          html`<vscode-option value=${each} ?selected=${show === each}>${text}</vscode-option>`,
      )}
    </vscode-single-select>
    <span class="count" role="status"
      >${count === total ? t('{total} shown', { total }) : t('{count} of {total} shown', { count, total })}</span
    >
  </div>`;
}

function valueIn({ target }: Event): string {
  return target !== null && 'value' in target ? String(target.value) : '';
}

function showOf(value: string): Show {
  const all: readonly Show[] = ['all', 'findings', 'expired', 'authorities', 'others', 'onlyHere', 'common'];
  return all.find((each) => each === value) ?? 'all';
}

function columnHeads({ sort, isDescending }: PageState, { sortBy }: ListActions): TemplateResult {
  const columns: readonly (readonly [SortKey, string])[] = [
    ['position', '#'],
    ['name', t('Name')],
    ['issuerName', t('Issuer')],
    ['kind', t('Kind')],
    ['notAfter', t('Validity')],
    ['findings', t('Findings')],
  ];
  return html`<div class="heads" role="group" aria-label=${t('Sort by')}>
    ${columns.map(
      ([key, text]) =>
        html`<button
          class="head ${key}"
          aria-pressed=${sort === key}
          aria-label=${key === 'position' ? t('Place in the file') : text}
          @click=${() => sortBy(key)}
        >
          ${text}${sort === key ? icon(isDescending ? 'arrow-down' : 'arrow-up') : ''}
        </button>`,
    )}
  </div>`;
}

function axisPart({ ticks }: TimeAxis): TemplateResult {
  return html`<div class="axis" aria-hidden="true">
    <span class="axis-name"></span>
    <svg class="years">
      ${ticks.map(({ x, year }) => svg`<text class="year" x="${x}%" y="14">${year}</text>`)}
    </svg>
    <span class="cell notAfter"></span>
  </div>`;
}

interface RowContext {
  readonly index: number;
  readonly count: number;
  readonly selected: number | undefined;
  readonly mode: Mode;
  readonly axis: TimeAxis | undefined;
}

function rowPart(shown: ShownRow, context: RowContext, { select }: ListActions): TemplateResult {
  const { row, isCommon } = shown;
  const { count, worst } = shown.told;
  const { mode, axis } = context;
  const told =
    count === 0
      ? ''
      : t('{count} findings, worst: {worst}', { count, worst: severityText(worst ?? 'information') });
  return html`<div
    id="row-${row.position}"
    class="row ${row.validity}"
    role="option"
    aria-selected=${row.position === context.selected}
    aria-setsize=${context.count}
    aria-posinset=${context.index + 1}
    @click=${() => select(row.position)}
  >
    ${mode === 'list' ? html`<span class="cell position">${row.position}</span>` : ''}
    <span class="cell name" title=${row.name}
      >${shown.place ? placePart(shown.place) : ''}${severitySign(worst)}<span class="text">${row.name}</span>${
        isCommon ? html`<span class="tag">${t('in both')}</span>` : ''
      }</span
    >
    ${mode === 'list' ? html`<span class="cell issuerName" title=${row.issuerName}>${row.issuerName}</span>` : ''}
    ${axis ? barPart(shown, axis) : ''}
    ${mode === 'timeline' ? '' : html`<span class="cell kind">${kindText(row.kind)}</span>`}
    <span class="cell notAfter">${validityText(row)}</span>
    ${mode === 'chain' ? html`<span class="cell note">${noteOf(shown.place, row.issuerName)}</span>` : ''}
    ${mode === 'list' ? html`<span class="cell findings">${count === 0 ? '' : count}</span>` : ''}<span class="hidden"
      >${told}</span
    >
  </div>`;
}

/** Lines that lead from an issuer to what it issued. */
function placePart({ depth, siblings, place }: ChainPlace): TemplateResult {
  return html`<span class="place depth-${Math.min(depth, deepest)} ${depth === 0 ? 'top' : place === siblings ? 'last' : ''}"></span>`;
}

function noteOf(place: ChainPlace | undefined, issuerName: string): string {
  if (place?.missingIssuer !== undefined) {
    return t('issuer {name} is not in the file', { name: issuerName });
  }
  const others = place?.otherIssuers.length ?? 0;
  return others > 0 ? t('cross-certified, {count} more issuers', { count: others }) : '';
}

function barPart({ row }: ShownRow, axis: TimeAxis): TemplateResult {
  const start = axis.xOf(row.notBefore);
  const width = Math.max(0.3, axis.xOf(row.notAfter) - start);
  const now = `${axis.xOf(axis.now)}%`;
  return html`<span class="cell bar" aria-hidden="true">
    <svg>
      <rect class="span ${row.validity}" x="${start}%" y="5" width="${width}%" height="10"></rect>
      <line class="now" x1=${now} x2=${now} y1="0" y2="20"></line>
    </svg>
  </span>`;
}
