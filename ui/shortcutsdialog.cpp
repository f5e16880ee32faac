#include "ui/shortcutsdialog.h"

#include "ui/appactions.h"
#include "ui/widgets/textlabel.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QGridLayout>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

void addRow(QGridLayout *grid, const QString &text, const QString &keys)
{
    const int row = grid->rowCount();
    auto *what = new TextLabel(TextSize::Body);
    what->setText(text);
    auto *which = new TextLabel(TextSize::Body, ColorRole::MutedText);
    which->setText(keys);
    grid->addWidget(what, row, 0);
    grid->addWidget(which, row, 1, Qt::AlignTrailing);
}

} // namespace

ShortcutsDialog::ShortcutsDialog(const AppActions &actions, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(u"shortcutsDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Keyboard shortcuts"));
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(space::kXLarge, space::kXLarge, space::kXLarge, space::kLarge);
    grid->setHorizontalSpacing(space::kHuge);
    const QString enter = QKeySequence(Qt::Key_Return).toString(QKeySequence::NativeText);
    addRow(grid, tr("Select an appointment"), u"↑ ↓"_s);
    addRow(grid, tr("Start, join or rejoin the selected one"), enter);
    for (const QAction *action : actions.all())
        addRow(grid, action->text(), action->shortcut().toString(QKeySequence::NativeText));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    grid->addWidget(buttons, grid->rowCount(), 0, 1, 2);
}

} // namespace bedside
