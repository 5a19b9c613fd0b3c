import { defineStep } from '../../engine/model.ts';
import { k3sUpgrade, k3sUpgradeNeeds } from './k3s-upgrade.ts';

export default defineStep({
  id: 'kubelet.programs',
  title: 'k3s runs with its present version and datastore',
  only: 'k3s',
  needs: k3sUpgradeNeeds,
  *plan({ facts, ...scope }) {
    yield* k3sUpgrade(scope, facts);
  },
});
