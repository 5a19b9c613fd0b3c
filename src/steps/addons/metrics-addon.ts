import { addonStep } from './addon-step.ts';

export default addonStep('metrics', { id: 'addon.metrics', title: 'metrics', template: 'metrics.yaml' });
