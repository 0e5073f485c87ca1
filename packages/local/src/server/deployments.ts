import type { Deployment } from './deployment.ts';
import { HttpProblem } from '../inference/http-problem.ts';

/** All deployments of a server, one of which receives the traffic. */
export interface Deployments {
  add(deployment: Deployment): void;
  get(id: string): Deployment | undefined;
  list(): readonly Deployment[];
  /** The one that receives the traffic. */
  readonly live: string | undefined;
  setLive(id: string | undefined): void;
  /** Drains it and forgets it. Traffic that it had goes nowhere from now on. */
  remove(id: string, options: { timeoutInMs: number }): Promise<void>;
  /**
   * The one that a request is for.
   *
   * @throws HttpProblem 404 for an unknown id, 503 when no deployment receives traffic
   */
  choose(id: string | undefined): Deployment;
}

export function createDeployments({ onChange }: { onChange: () => void }): Deployments {
  const byId = new Map<string, Deployment>();
  let live: string | undefined;

  return {
    get live() {
      return live;
    },
    get: (id) => byId.get(id),
    list: () => [...byId.values()],
    add(deployment) {
      byId.set(deployment.id, deployment);
      onChange();
    },
    setLive(id) {
      live = id;
      onChange();
    },
    async remove(id, options) {
      if (live === id) live = undefined;
      const deployment = byId.get(id);
      await deployment?.drain(options);
      // Another of the same name may have come meanwhile.
      if (byId.get(id) === deployment) byId.delete(id);
      onChange();
    },
    choose(id = live) {
      if (id === undefined)
        throw new HttpProblem({ status: 503, message: 'No deployment receives traffic.' });
      const deployment = byId.get(id);
      if (deployment === undefined)
        throw new HttpProblem({ status: 404, message: `There is no deployment "${id}".` });
      return deployment;
    },
  };
}
