import type { LiveState } from '../src/cli/page-live.ts';
import type { LiveService } from '../src/kube/live-objects.ts';
import type { PublisherReport } from '../src/tasks/publisher-status.ts';
import { CommandLine } from './command-line.tsx';
import { cloudyWords, portWords } from './live-words.ts';
import { LookBar, useLook } from './looked.tsx';
import { Mark } from './mark.tsx';
import type { About } from './page-about.ts';
import { PodList } from './pod-list.tsx';

/** Shows what runs in the cluster now: Services with their place in Cloudy, pods with their logs. */
export function Services({ about, told }: { readonly about: About; readonly told: LiveState | undefined }) {
  const looked = useLook<LiveState>('live');
  const cloudy = useLook<PublisherReport>('publishers', 30);
  const live = told ?? looked.value;
  return (
    <>
      <LookBar looked={looked} what="what runs in the cluster" />
      {live ? <News trouble={live.trouble} /> : null}
      {live ? (
        <ul class="cards">
          {live.services.map((service) => (
            <li key={`${service.namespace}/${service.name}`}>
              <ServiceCard service={service} report={cloudy.value} />
            </li>
          ))}
        </ul>
      ) : null}
      {cloudy.value ? <SilentPublishers report={cloudy.value} /> : null}
      {cloudy.refusal ? <p class="quiet">{cloudy.refusal.message}</p> : null}
      {live ? <PodList pods={live.pods} /> : null}
      <CommandLine line={about.typed('publisher status')} />
      <CommandLine line="kubectl get services,pods --all-namespaces" />
    </>
  );
}

/** Says whether the page hears of changes. */
function News({ trouble }: { readonly trouble: string | undefined }) {
  if (!trouble) return <p class="quiet">What changes in the cluster changes here by itself.</p>;
  return (
    <p class="quiet">
      <Mark kind="warning" /> There is no news from the cluster at the moment: {trouble}
    </p>
  );
}

function SilentPublishers({ report }: { readonly report: PublisherReport }) {
  const silent = report.nodes.filter(({ state }) => state !== 'works');
  return silent.map(({ name, reason }) => (
    <p key={name}>
      <Mark kind="warning" /> {name} shows nothing in Cloudy: {reason}
    </p>
  ));
}

function ServiceCard({
  service,
  report,
}: {
  readonly service: LiveService;
  readonly report: PublisherReport | undefined;
}) {
  const { namespace, name, type, addresses } = service;
  const places = report ? cloudyWords(service, report) : [];
  return (
    <article class="card">
      <h3>
        {name} <small>{namespace}</small>
      </h3>
      <dl>
        <dt>Type</dt>
        <dd>{type}</dd>
        <dt>Ports</dt>
        <dd>{portWords(service)}</dd>
        {addresses.length > 0 ? (
          <>
            <dt>Addresses</dt>
            <dd>{addresses.join(', ')}</dd>
          </>
        ) : null}
        {places.length > 0 ? (
          <>
            <dt>In Cloudy</dt>
            <dd>
              {places.map((place) => (
                <div key={place}>{place}</div>
              ))}
            </dd>
          </>
        ) : null}
      </dl>
    </article>
  );
}
