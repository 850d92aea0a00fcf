import { mount } from 'svelte';
import { connect } from '../host/host.js';
import SpectrumPage from './SpectrumPage.svelte';
import '../ui/page.css';

mount(SpectrumPage, { target: document.body, props: { host: connect() } });
