<?php
// Written by microcloud: the way to applications.php.
addMenu('Applications', 'applications', t('menus_cloud_enterprise'));
