import '../ui/page.css';
import { mount } from 'svelte';
import { connect } from '../host/host.js';
import CheckpointPage from './CheckpointPage.svelte';

mount(CheckpointPage, { target: document.body, props: { host: connect() } });
