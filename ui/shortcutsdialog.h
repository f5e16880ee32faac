#pragma once

#include <QDialog>

namespace bedside {

class AppActions;

//! Every key and what it does (F1).
class ShortcutsDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ShortcutsDialog(const AppActions &actions, QWidget *parent = nullptr);
};

} // namespace bedside
