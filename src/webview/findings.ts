import { t } from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { FindingView } from '../editors/protocol.ts';
import { host } from './host.ts';
import type { PageState } from './pageState.ts';
import { icon, severitySign, when } from './parts.ts';
import { severityText } from './texts.ts';

/** Most certificates that are named below a rule; the list can show all of them. */
const mostNamed = 50;

/** What the rules found: one line for each rule, which opens to say of which certificates and what to do. */
export function findingsPart(
  { findings, file }: PageState,
  select: (position: number) => void,
): TemplateResult {
  if (!findings || !file) {
    return html`<section class="told" aria-label=${t('Findings')}>
      <p role="status">${t('Checking…')}</p>
    </section>`;
  }
  const names = new Map(file.members.map(({ position, name }) => [position, name]));
  const groups = [...Map.groupBy(findings, ({ rule }) => rule).values()];
  return html`<section class="told" aria-label=${t('Findings')}>
    <h2>${t('Findings')}</h2>
    ${when(groups.length === 0, () => html`<p role="status">${icon('pass', 'pass')} ${t('No rule found anything.')}</p>`)}
    ${groups.map((group) => groupPart(group, names, select))}
  </section>`;
}

function groupPart(
  group: readonly FindingView[],
  names: ReadonlyMap<number, string>,
  select: (position: number) => void,
): TemplateResult | undefined {
  const [first] = group;
  if (!first) {
    return undefined;
  }
  const { severity, rule, title, consequence, advice, source } = first;
  const about = aboutText(group, names);
  return html`<details>
    <summary>
      ${severitySign(severity)}<span class="hidden">${severityText(severity)}: </span
      ><strong>${title}</strong>${about === '' ? '' : html`<span class="about">${about}</span>`}
    </summary>
    <p>${consequence} ${advice}</p>
    <ul>
      ${group.slice(0, mostNamed).map((finding) => memberPart(finding, names, select))}
      ${when(group.length > mostNamed, () => html`<li>${t('and {more} more', { more: group.length - mostNamed })}</li>`)}
    </ul>
    <p>
      ${rule} ·
      <button class="link" @click=${() => host.send({ type: 'openSource', rule })}>${source}</button>
    </p>
  </details>`;
}

function aboutText(group: readonly FindingView[], names: ReadonlyMap<number, string>): string {
  const [first] = group;
  if (group.length > 1) {
    return t('{count} times', { count: group.length });
  }
  const name = first?.position === undefined ? undefined : names.get(first.position);
  return [name, first?.detail].filter((part) => part !== undefined).join(': ');
}

function memberPart(
  { position, detail }: FindingView,
  names: ReadonlyMap<number, string>,
  select: (position: number) => void,
): TemplateResult {
  const name = position === undefined ? undefined : names.get(position);
  return position === undefined || name === undefined
    ? html`<li>${detail ?? t('The file')}</li>`
    : html`<li>
        <button class="link" @click=${() => select(position)}>${name}</button>${detail === undefined ? '' : `: ${detail}`}
      </li>`;
}
