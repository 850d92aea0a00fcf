import '../ui/page.css';
import { mount } from 'svelte';
import { connect } from '../host/host.js';
import MeasurementPage from './MeasurementPage.svelte';

mount(MeasurementPage, { target: document.body, props: { host: connect() } });
