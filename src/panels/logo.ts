import { LabIcon } from '@jupyterlab/ui-components';
import logo from '../../style/icons/logo.svg';

/** A curve that falls into a dish: the loss of a training. */
export const logoIcon = new LabIcon({ name: 'jupyterlab_aml:logo', svgstr: logo });
