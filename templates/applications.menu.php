<?php
// Written by microcloud: the way to applications.php.
addMenu(t('Applications'), 'applications', t('menus_cloud_enterprise'));
